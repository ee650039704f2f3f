"""The published tables: the declarations of their dbt models, and the lists that follow."""
