"""What people see: the printed table, the figures and the page."""

from sim.report.page import write
from sim.report.table import table

__all__ = ["table", "write"]
