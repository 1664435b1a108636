"""The engines: SimPy tells the story, the kernel plays it compiled."""
