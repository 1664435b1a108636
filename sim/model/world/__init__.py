"""The state of the world: tables, their rows, and to whom a random draw is addressed."""
