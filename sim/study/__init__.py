"""Studies: scenarios compared with common random numbers, claims, validation, stored results."""
