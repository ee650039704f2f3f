"""Superset as code: dashboards over the open zone of the current release, and the server that shows them.

Not here: the pages of every release (presentation/site). Superset has an environment of its own (.venv-superset).
"""
