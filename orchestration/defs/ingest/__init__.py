"""Assets that land the feeds."""
