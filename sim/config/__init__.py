"""From Hydra's config to checked models: compose, override, say what is wrong in a sentence."""
