"""One module per feed that reads what a source delivers, and the synthetic country to try them on."""
