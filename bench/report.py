"""What the suites of scripts/bench share: commands measured by the kernel's account, goals, tables, their part of docs/benchmarks.md."""
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
GIB = 1 << 30
DOCUMENT = ROOT / "docs/benchmarks.md"
SUITES = ("data", "serve", "fusion", "curve")


@dataclass
class Run:
    cpu: float
    wall: float
    peak: int
    answer: dict


def measured(command: list, seconds_max: float | None = None) -> Run | None:
    """Runs a command whose last line is JSON. Fails with its own words; None where it took too long."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=err, text=True)
        stop = threading.Timer(seconds_max or threading.TIMEOUT_MAX, process.kill)
        stop.daemon = True
        stop.start()
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        stop.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if seconds_max and time.monotonic() - started >= seconds_max:
            return None
        if process.returncode != 0:
            err.seek(0)
            sys.exit(f"bench: {' '.join(map(str, command))} failed:\n{err.read()}{out}")
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss * 1024, json.loads(out.strip().splitlines()[-1]))


class Report:
    """Sections of one suite; once the suite runs whole they take the place of its part of the document."""

    def __init__(self, suite: str, is_whole: bool, conditions: str):
        self.suite = suite
        self.is_whole = is_whole
        self.conditions = conditions
        self.sections: list[str] = []
        self.misses: list[str] = []

    def tell(self, title: str, text: str, header: list[str], rows: list[list[str]], note: str = "") -> None:
        lines = [" | ".join(cells) for cells in [header, ["---"] + ["---:"] * (len(header) - 1), *rows]]
        section = f"## {title}\n\n{text}\n\n" + "\n".join(f"| {line} |" for line in lines) + (f"\n\n{note}" if note else "")
        print("\n" + section, flush=True)
        self.sections.append(section)
        if self.is_whole:
            DOCUMENT.write_text(self.document())

    def goal(self, name: str, value: float, limit: float, unit: str, at_least: bool = False) -> str:
        met = value >= limit if at_least else value <= limit
        if not met:
            self.misses.append(name)
        return f"{name}: {value:.2f}{unit} (goal {'≥' if at_least else '≤'} {limit:g}{unit}): {'met' if met else '**missed**'}."

    def document(self) -> str:
        written = DOCUMENT.read_text() if DOCUMENT.exists() else ""
        parts = {}
        for suite in SUITES:
            found = re.search(rf"<!-- {suite} -->\n\n(.*?)\n*(?=<!-- \w+ -->|\Z)", written, re.S)
            parts[suite] = found.group(1) if found else ""
        parts[self.suite] = "\n\n".join([self.conditions, *self.sections])
        marked = [f"<!-- {suite} -->\n\n{part}" for suite, part in parts.items() if part]
        return "\n\n".join(["# Benchmarks", "Written by `scripts/bench`; do not edit by hand.", *marked]) + "\n"


def conditions(more: str) -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    compiler = subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    git = lambda *words: subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True).stdout.strip()  # noqa: E731
    commit = git("rev-parse", "--short", "HEAD") + (" with changes not yet committed" if git("status", "--porcelain", "src", "bench") else "")
    return (f"{date.today()}, commit {commit or 'unknown'}. {cpu.group(1) if cpu else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
            f"{platform.freedesktop_os_release()['PRETTY_NAME']}; {compiler}, -O2; load {os.getloadavg()[0]:.1f} at the start. {more}")
