"""What people see: the printed table, the figures and the page."""

from sim.report.claimed import claims_table
from sim.report.mechanisms import page as mechanisms_page
from sim.report.mechanisms import printed as mechanisms_printed
from sim.report.page import write
from sim.report.planner import service_table
from sim.report.table import table
from sim.report.verdicts import n_failed, verdicts, write_verdicts

__all__ = [
    "claims_table",
    "mechanisms_page",
    "mechanisms_printed",
    "n_failed",
    "service_table",
    "table",
    "verdicts",
    "write",
    "write_verdicts",
]
