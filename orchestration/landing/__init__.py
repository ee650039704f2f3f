"""From a delivered file to immutable Parquet: contract, pseudonyms, quarantine, receipt."""
