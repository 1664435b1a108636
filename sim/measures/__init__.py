"""What a reader sees of records: the dictionary of measures, the ledger, confidence intervals."""
