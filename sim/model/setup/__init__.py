"""A scenario made into the world on the morning of day 0."""
