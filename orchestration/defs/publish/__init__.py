"""Assets that propose and publish a release."""
