"""The audit as one page that opens without a network, in two languages, beside the library's own pages of results."""
