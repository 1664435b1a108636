"""From a scenario to the world on the morning of day 0."""
