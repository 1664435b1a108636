"""Reports: the printed tables, the figures and the page."""

from sim.report.page.page import write
from sim.report.printed.mechanisms import page as mechanisms_page
from sim.report.printed.mechanisms import printed as mechanisms_printed
from sim.report.printed.planner import service_table
from sim.report.printed.table import table
from sim.report.printed.verdicts import n_failed, verdicts, write_verdicts
from sim.report.wording.claimed import claims_table

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
