"""The copy of the current release in PostgreSQL, for BI tools that need a server. Not here: the pages (site/)."""
