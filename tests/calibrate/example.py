"""A made-up log in the anonbank's dialect, and one in semicolons, to break and to fit."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import yaml

from sim.calibrate.dialect import Dialect

ROOT = Path(__file__).parents[2]
LOG = ROOT.parent / "shared" / "data" / "anonbank_calls_1999-02-01_14.csv.gz"
DAILY = LOG.with_name("anonbank_arrivals6min_1999H1.csv.gz")
HEADER = (
    "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,"
    "q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server"
)


def dialect(name: str = "anonbank") -> Dialect:
    return Dialect.model_validate(yaml.safe_load((ROOT / "configs" / "dialect" / f"{name}.yaml").read_text("utf-8")))


def line(n: int, cells: dict[str, object] | None = None) -> str:
    """One answered call a minute from 8:00, four hours a day; cells replace its own."""
    day, minute = divmod(n, 240)
    clock = datetime(1999, 2, 1, 8) + timedelta(days=day, minutes=minute)
    own: dict[str, object] = dict.fromkeys(HEADER.split(","), "0")
    own |= {"vru+line": "AA01", "call_id": n, "type": "PS", "date": clock.date(), "outcome": "AGENT"}
    own |= {
        "vru_entry": f"{clock:%H:%M:%S}",
        "q_start": f"{clock:%H:%M:%S}",
        "q_time": n % 50,
        "ser_time": 20 + n % 300,
    }
    return ",".join(str(value) for value in (own | (cells or {})).values())


def lines(n: int = 1500) -> list[str]:
    """A header, and calls of which every fifth hangs up."""
    return [HEADER, *(line(i, {"outcome": "HANG"} if i % 5 == 0 else None) for i in range(n))]


def write(folder: Path, rows: list[str], name: str = "calls.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return path


def export_rows(n: int = 1500, seed: int = 5) -> list[str]:
    """A log as contact_export.yaml describes it: waits Exp(100), patience Exp(300), talks of median 150 s."""
    rng = np.random.default_rng(seed)
    rows = ["Contact;Queue;Offered at;Answered at;Ended at;Result;Customer no."]
    for i in range(n):
        at = datetime(2026, 3, 2, 8) + timedelta(days=i // 150, seconds=float(rng.uniform(0, 10 * 3600)))
        wait, patience, talk = rng.exponential(100), rng.exponential(300), 150 * np.exp(0.8 * rng.standard_normal())
        served = wait < patience
        answered = at + timedelta(seconds=float(wait))
        ended = answered + timedelta(seconds=float(talk)) if served else at + timedelta(seconds=float(patience))
        queue = rng.choice(["Service", "Billing", "Technical support"], p=[0.6, 0.35, 0.05])
        cells = (f"C{i}", queue, f"{at:%d/%m/%Y %H:%M:%S}", answered.isoformat() if served else "", ended.isoformat())
        rows.append(";".join((*cells, "Handled" if served else "Lost in queue", "anonymous")))
    return rows
