"""The formulas, one concept a file: pure, scalar, compiled; randomness enters as ``u``."""
