"""How compiled code is made: functions, tables, draws, quantiles, queues of events. Knows no contact center."""
