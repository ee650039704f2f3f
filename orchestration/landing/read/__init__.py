"""Readers of delivered files: from a file in the inbox to rows of text, before any contract is applied."""
