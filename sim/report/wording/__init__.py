"""Numbers and answers in words."""
