"""What the open zone may say of households, and when. Not here: the models that say it (dbt_project/models/open)."""
