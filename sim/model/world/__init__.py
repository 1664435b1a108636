"""The state of the world: tables, their rows, and addresses of random draws."""
