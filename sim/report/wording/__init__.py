"""Numbers, answers and claims in words, for print and page."""
