"""Units of time, each declared once. A month is 30 days everywhere."""

HOUR_S = 3600
DAY_S = 24 * HOUR_S
MONTH_D = 30
