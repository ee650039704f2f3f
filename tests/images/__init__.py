"""The pictures of docs/images, taken of the current release by headless Chromium: `make images`."""
