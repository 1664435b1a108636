"""What people see: the printed table, the figures and the page."""

from sim.report.page import write
from sim.report.planner import service_table
from sim.report.table import table
from sim.report.verdicts import n_failed, verdicts, write_verdicts

__all__ = ["n_failed", "service_table", "table", "verdicts", "write", "write_verdicts"]
