"""Tables in a terminal, and the pages in docs/."""
