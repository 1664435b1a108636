"""From Hydra's config to validated models: compose, override, explain errors."""
