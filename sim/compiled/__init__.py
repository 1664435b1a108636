"""Compilation and data structures: functions, tables, draws, quantiles, event queue. Independent of the model."""
