"""The audit of a candidate, as an asset with one check per rule."""
