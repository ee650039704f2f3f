"""Skeletons of what is added most often: `make new-table`, `make new-feed`, `make new-rule`. No run imports them."""
