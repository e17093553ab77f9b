#!/usr/bin/env python3
"""What is acknowledged outlives a power cut: every data file of a commit is written and then synced before the catalogue's
commit is. Watched from outside, by strace.

    test/fault/commit_order.py --jutong build/dev/bin/jutong
"""
import re
import subprocess

from common import Bench, SECONDS_MAX, need, skip

CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>)?(.*)$")
CALLS = "openat,write,pwrite64,writev,fsync,fdatasync,syncfs,rename,close"


def events_of(trace):
    """(call, path, rest) in the order in which the calls returned."""
    begun, events = {}, []
    for line in trace.splitlines():
        found = CALL.match(line)
        if not found:
            continue
        process, call, rest = found.groups()
        if rest.endswith("<unfinished ...>"):
            begun[process] = rest.removesuffix("<unfinished ...>")
            continue
        if "resumed>" in line[:60]:
            rest = begun.pop(process, "") + rest
        paths = re.findall(r"\d+<([^<>]*)>", rest)
        if call == "openat":
            paths = paths[-1:]
        if call == "rename":
            paths = re.findall(r'"([^"]*)"', rest)[-1:]
        events.append((call, paths[0] if paths else "", rest))
    return events


def check(events):
    """Walks the calls; returns how many commits and data files it saw."""
    unsynced, wal_written, commits, files = {}, False, 0, set()
    kept_unsynced = {}
    for place, (call, path, _) in enumerate(events):
        is_data = path.endswith(".parquet") and "/lake/files/" in path
        is_wal = path.endswith("catalog.sqlite-wal")
        is_kept = "/kept/" in path
        if call in ("write", "pwrite64", "writev"):
            if is_data:
                unsynced[path] = place
                files.add(path)
            if is_kept:
                kept_unsynced[path] = place
            if is_wal:
                wal_written = True
        elif call == "syncfs":
            unsynced.clear()
            kept_unsynced.clear()
        elif call in ("fsync", "fdatasync"):
            unsynced.pop(path, None)
            kept_unsynced.pop(path, None)
            if is_wal and wal_written:
                need(not unsynced, f"the catalogue was committed before these were synced: {sorted(unsynced)}")
                need(not kept_unsynced, f"the catalogue was committed before these were synced: {sorted(kept_unsynced)}")
                commits += 1
                wal_written = False
    need(not wal_written, "the last commit of the catalogue was never synced")
    need(not unsynced, f"never synced: {sorted(unsynced)}")
    return commits, len(files)


def main():
    bench = Bench(__doc__)
    try:
        subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as wrong:
        skip(f"strace cannot watch here: {wrong}")
    demo = bench.demo(files=("psb.household", "samr.enterprise", "hrss.insurance"))
    data = bench.folder / "var"

    def watch(*words):
        trace = bench.folder / "trace"
        done = subprocess.run(["strace", "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", "-o", str(trace),
                               *bench.command(*words, data=data)], capture_output=True, text=True, timeout=SECONDS_MAX)
        need(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-1500:]}")
        return check(events_of(trace.read_text(errors="replace")))

    def ingest():
        bench.run("pack", "apply", data=data)
        commits, files = watch("ingest", "psb.household", "--from", demo / "psb.household.csv")
        need(commits >= 1 and files >= 1, f"saw {commits} commits and {files} data files")

    def whole_run():
        commits, files = watch("run", "--from", demo)
        need(commits >= 5 and files >= 5, f"saw {commits} commits and {files} data files")

    # The test can fail: a commit before the sync is noticed.
    def notices():
        wal, file = "/v/lake/catalog.sqlite-wal", "/v/lake/files/clean/x/a.parquet"
        try:
            check([("write", file, ""), ("pwrite64", wal, ""), ("fdatasync", wal, ""), ("syncfs", "/v", "")])
        except Exception:  # noqa: BLE001: whatever it says, it noticed
            return
        need(False, "a commit before the sync was not noticed")

    bench.case("commit_order/a wrong order is noticed", notices)
    bench.case("commit_order/ingest", ingest)
    bench.case("commit_order/run", whole_run)
    bench.finish()


main()
