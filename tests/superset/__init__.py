"""The dashboards in a real Superset, which `make setup-superset` installs."""
