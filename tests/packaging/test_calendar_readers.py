"""Calendars are read by programs of others: khal, todoman and vobject list what went out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.calendars import read
from tests.exchange.test_calendar import GOLDEN

KHAL = """[calendars]
[[visits]]
path = {folder}/cal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = America/New_York
local_timezone = America/New_York
[sqlite]
path = {folder}/khal.db
"""
TODO = """path = "{folder}/tod*"
cache_path = "{folder}/cache.db"
default_list = "todo"
date_format = "%Y-%m-%d"
time_format = ""
"""
VOBJECT = """import sys, vobject
for name in sys.argv[1:]:
    with open(name, newline="") as file:
        calendar = vobject.readOne(file.read())
    calendar.validate()
    print(len([one for one in calendar.components() if one.name in ("VEVENT", "VTODO")]))
"""


def _day(part: Any) -> str:
    at = (part.get("DTSTART") or part["DUE"]).dt
    return str(at)[:10]


@pytest.mark.deep
def test_programs_of_others_list_what_was_written(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    inside = tmp_path / "venv" / "bin"
    names = ["khal>=0.11", "todoman>=4.5", "vobject>=0.9.7"]
    subprocess.run([str(inside / "pip"), "install", "-q", *names], check=True)

    def said(*words: str) -> str:
        environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [str(inside / words[0]), *words[1:]], env=environment, cwd=tmp_path,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    for name in ("cal", "todo"):
        (tmp_path / name).mkdir()
    events = GOLDEN / "midway-event.ics"
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path))
    said("khal", "-c", "khal.conf", "import", "--batch", "-a", "visits", str(events))
    listed = said(
        "khal", "-c", "khal.conf", "list", "--format", "{start-date}|{start-time}|{title}|{status}",
        "--day-format", "", "2026-10-01", "120d",
    )  # fmt: skip
    rows = sorted(tuple(one.strip() for one in row.split("|")) for row in listed.split("\n") if row)
    wanted = [
        (_day(one), "10:30" if one["SUMMARY"] == "A visit" else "", str(one["SUMMARY"]),
         str(one["STATUS"]))
        for one in read(events.read_bytes()).values()
    ]  # fmt: skip
    assert rows == sorted(wanted)

    tasks = read((GOLDEN / "midway-todo.ics").read_bytes())
    for uid, one in tasks.items():
        if one.name == "VTODO":
            head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
            whole = head + one.to_ical() + b"END:VCALENDAR\r\n"
            (tmp_path / "todo" / f"{uid}.ics").write_bytes(whole)
    (tmp_path / "todo.py").write_text(TODO.format(folder=tmp_path))
    found = json.loads(
        said("todo", "--porcelain", "--config", "todo.py", "list", "--status", "ANY")
    )
    todos = [one for one in tasks.values() if one.name == "VTODO"]
    assert sorted((one["summary"], one["completed"]) for one in found) == sorted(
        (str(one["SUMMARY"]), one["STATUS"] in ("COMPLETED", "CANCELLED")) for one in todos
    )
    assert sum(one["due"] is not None for one in found) == sum("DUE" in one for one in todos)

    (tmp_path / "read.py").write_text(VOBJECT)
    both = [str(GOLDEN / f"midway-{how}.ics") for how in ("event", "todo")]
    counts = [str(len(read(Path(one).read_bytes()))) for one in both]
    assert said("python", "read.py", *both).split() == counts
