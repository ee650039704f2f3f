"""The published tables: what each one's dbt model declares, and the lists that follow."""
