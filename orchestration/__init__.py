"""The SDG household warehouse: from files in an inbox to a published, audited release."""
