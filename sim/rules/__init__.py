"""Formulas, one concept a file: pure, scalar, compiled; randomness enters as a uniform ``u``."""
