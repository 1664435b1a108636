"""The Python interface: load a study, compare its policies, save and open results."""
