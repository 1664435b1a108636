"""The questions Rapport answers, one module each; the only place that knows Hydra."""
