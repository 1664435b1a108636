"""The engines: the story in SimPy, and the compiled kernel."""
