"""From records to measures: the dictionary, the ledger, confidence intervals."""
