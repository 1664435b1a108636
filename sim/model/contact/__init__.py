"""A contact and its issue: births, handling, outcome, experience, loyalty."""
