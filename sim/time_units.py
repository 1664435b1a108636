"""Units of time, each declared once."""

DAY_S = 86400


MONTH_D = 30
