"""Measures ingest, fusion, element kernels and the main job beside DuckDB and Python; prints tables and writes docs/benchmarks.md.

Run by scripts/bench. CPU seconds are user + system of the whole process, from the kernel's own account, so that a busy
machine does not count; memory is the largest resident set.
"""
import argparse
import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

from report import BENCH, GIB, ROOT, Report, Run, conditions, measured

RESOURCES = ("household", "insurance", "residence")
PARTS = "ingest,large,fusion,curve,rules,kernels,main_job"
SQL_KINDS = {"join": "full joins: written for feeds known to have one row a number",
             "group": "general SQL: union, group by number, arg_max a field and feed, as any number of rows may bear one number"}
GENERAL_ROWS = 1_000_000  # the general SQL is too slow for more


class Bench(Report):
    def __init__(self, options: argparse.Namespace):
        self.rows = options.rows
        self.jutong = options.jutong
        self.element_bench = options.element_bench
        self.rules_bench = options.rules_bench
        self.python = options.python  # with duckdb, or None
        self.folder = options.folder
        self.curve: list[tuple[int, Run, Run, Run]] = []  # rows, first fusion, 1 % changed, all again
        self.parts = options.only.split(",")
        super().__init__("data", set(self.parts) == set(PARTS.split(",")), conditions_of(options.python))

    def file(self, name: str) -> Path:
        return self.folder / f"bench.{name}.csv"

    def ours(self, *arguments, data: str = "ours") -> Run:
        return measured([self.jutong, "--data", self.folder / data, "--packs", BENCH / "packs", "--threads", 2, "--json", *arguments])

    def peer(self, *arguments) -> Run:
        return measured([self.python, BENCH / "peer.py", *arguments])

    def make_rows(self, rows: int, department: int, file: Path, change: int = 0) -> None:
        maker = self.folder / "make_rows"
        if not maker.exists():
            subprocess.run(["g++", "-std=c++20", "-O2", BENCH / "make_rows.cpp", "-o", maker], check=True)
        with open(file, "wb") as out:
            subprocess.run([maker, str(rows), str(department), *([str(change)] if change else [])], stdout=out, check=True)

    # a. ingest

    def ingest(self) -> None:
        self.make_rows(self.rows, 1, self.file("household"))
        ours = self.ours("ingest", "bench.household", "--from", self.file("household"))
        load = ours.answer["loads"][0]
        rows = [measured_row("jutong ingest", ours, f"{load['accepted']:,} accepted, {load['quarantined']:,} quarantined, "
                             f"{load['flagged']:,} flagged, {load['repaired']:,} repaired")]
        notes = []
        size = self.file("household").stat().st_size / 1e9
        if self.python:
            for kind, name in (("inferred", "types inferred"), ("typed", "all typed, rows that do not fit left out")):
                peer = self.peer("load", kind, self.file("household"), self.folder / f"peer_{kind}")
                rows.append(measured_row(f"DuckDB read_csv, {name}", peer, f"{peer.answer['rows']:,} rows", ours))
                notes.append(self.goal(f"Ingest against {kind}", ours.cpu / peer.cpu, 2.5, "×"))
                shutil.rmtree(self.folder / f"peer_{kind}")
        self.file("household").unlink()
        notes.append(self.goal("Ingest peak memory", ours.peak / GIB, 4, " GiB"))
        self.tell("Ingest", f"{self.rows:,} CSV rows × 12 columns ({size:.2f} GB, about 0.5 % of the rows dirty). Ours: kept (hashed and "
                  "compressed), read, checked by 12 data elements and the rules, typed, normalised, flagged or quarantined, keys made "
                  "unique, written to DuckLake. DuckDB: `CREATE TABLE … AS SELECT * FROM read_csv(…)` into DuckLake, checking nothing.",
                  ["", "CPU s", "wall s", "peak GiB", "rows", "ours : it (CPU)"], rows, " ".join(notes))

    # b. fusion

    def fusion(self, rows: int, data: str, present: int, kind: str) -> None:
        """`present`: how many of the departments are in the data directory already; `kind`: of SQL, see survivorship.py; none: no peer."""
        for department, name in list(enumerate(RESOURCES, 1))[present:]:
            self.make_rows(rows, department, self.file(name))
            self.ours("ingest", f"bench.{name}", "--from", self.file(name), data=data)
            self.file(name).unlink()
        ours = self.ours("fuse", "people", "--full", data=data)
        made = ours.answer["libraries"][0]
        table = [measured_row("jutong fuse", ours, f"{made['rows']:,} → {made['subjects']:,}; {made['conflicts']:,} conflicts listed")]
        notes = [self.goal("Fusion peak memory", ours.peak / GIB, 8, " GiB")]
        if self.python and kind:
            lake = self.folder / "peer_fused"
            peer = self.peer("fuse", kind, self.folder / data, lake)
            table.append(measured_row(f"DuckDB SQL: {SQL_KINDS[kind]}", peer, f"{peer.answer['rows']:,} subjects", ours))
            notes.append(self.goal(f"CPU of DuckDB SQL ({kind}) over ours", peer.cpu / ours.cpu, 2, "×", at_least=True))
            notes.append(self.same_results(kind, data, lake))
            shutil.rmtree(lake)
        table += self.changed(rows, data, ours, notes)
        shutil.rmtree(self.folder / data)
        title = f", against {SQL_KINDS[kind].split(':')[0]}" if kind else ""
        self.tell(f"Fusion by number: 3 × {rows:,} rows{title}",
                  "Three departments into one library of 9 fields (authority, recency, agreement), with the origin of every value and the list "
                  "of every conflict; `bench/survivorship.py` has the SQL. Both read the same DuckLake tables and write DuckLake tables.",
                  ["", "CPU s", "wall s", "peak GiB", "rows", "ours : it (CPU)"], table, " ".join(notes))

    def changed(self, rows: int, data: str, first: Run, notes: list[str]) -> list[list[str]]:
        """One row in a hundred of every department changes: what fusing the touched subjects costs, and all of them again."""
        for department, name in enumerate(RESOURCES, 1):
            self.make_rows(rows, department, self.file(name), change=1)
            self.ours("ingest", f"bench.{name}", "--from", self.file(name), data=data)
            self.file(name).unlink()
        part = self.ours("fuse", "people", data=data)
        made = part.answer["libraries"][0]
        whole = self.ours("fuse", "people", "--full", data=data)
        again = whole.answer["libraries"][0]
        if made["full"] or again["added"] or again["changed"] or again["ended"] or again["conflicts"] != made["conflicts"]:
            sys.exit(f"bench: a full fusion makes something else: {made} {again}")
        self.curve.append((rows, first, part, whole))
        notes.append(self.goal("1 % changed, of the full time (CPU, fused again whole)", 100 * part.cpu / whole.cpu, 5, " %"))
        return [measured_row("jutong fuse, 1 % of the rows changed", part, f"{made['touched']:,} subjects touched, {made['changed']:,} changed"),
                measured_row("jutong fuse --full after that", whole, "the same result to the row")]

    def draw_curve(self) -> None:
        """CPU and memory of fusion over the number of rows, as a picture for the docs."""
        points = sorted(self.curve, key=lambda point: point[0])
        if len(points) < 2:
            return
        width, height, left, bottom = 640, 360, 60, 40
        x = lambda rows: left + (width - left - 20) * math.log(rows / points[0][0]) / math.log(points[-1][0] / points[0][0])  # noqa: E731
        low, high = 1.0, max(run.cpu for _, *runs in points for run in runs) * 1.2
        y = lambda cpu: height - bottom - (height - bottom - 20) * math.log(max(cpu, low) / low) / math.log(high / low)  # noqa: E731
        shapes = [f'<rect width="{width}" height="{height}" fill="white"/>',
                  f'<path d="M{left} 20V{height - bottom}H{width - 20}" fill="none" stroke="#888"/>']
        for place, (name, colour) in enumerate((("first fusion", "#1677ff"), ("1 % changed", "#389e0d"), ("all again", "#d46b08")), 1):
            line = " ".join(f"{x(point[0]):.0f},{y(point[place].cpu):.0f}" for point in points)
            shapes.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
            shapes.append(f'<text x="{left + 12}" y="{20 + 18 * place}" fill="{colour}">{name}</text>')
            for point in points:
                run = point[place]
                shapes.append(f'<circle cx="{x(point[0]):.0f}" cy="{y(run.cpu):.0f}" r="3" fill="{colour}"/>')
                shapes.append(f'<text x="{x(point[0]) - 8:.0f}" y="{y(run.cpu) - 7:.0f}" text-anchor="end" fill="{colour}">'
                              f'{run.cpu:.1f} s, {run.peak / GIB:.1f} GiB</text>')
        shapes += [f'<text x="{x(rows):.0f}" y="{height - 18}" text-anchor="middle">3 × {rows / 1e6:g} M</text>' for rows, *_ in points]
        shapes.append(f'<text x="{width - 20}" y="{height - 2}" text-anchor="end" fill="#666">rows; CPU seconds and peak memory, both axes logarithmic</text>')
        (ROOT / "docs/pictures/fusion_curve.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">' + "".join(shapes) + "</svg>\n")
        self.sections.append("## The curve\n\n![CPU and memory of fusion over rows](pictures/fusion_curve.svg)")

    # A table too large for any memory: it must need no more of it.
    def large(self) -> None:
        rows = 5 * self.rows
        self.make_rows(rows, 1, self.file("household"))
        ours = self.ours("ingest", "bench.household", "--from", self.file("household"), data="large")
        load = ours.answer["loads"][0]
        shutil.rmtree(self.folder / "large")
        self.file("household").unlink()
        self.tell("Ingest of five times as many rows", f"{rows:,} rows, as above.", ["", "CPU s", "wall s", "peak GiB", "rows"],
                  [measured_row("jutong ingest", ours, f"{load['accepted']:,} accepted")[:5]],
                  self.goal("Ingest peak memory, five times the rows", ours.peak / GIB, 4, " GiB"))

    def same_results(self, kind: str, data: str, lake: Path) -> str:
        found = self.peer("compare", self.folder / data, lake).answer
        for table, counts in found.items():
            if counts["rows"] != counts["peer_rows"] or counts["only_ours"] or counts["only_peer"]:
                sys.exit(f"bench: {table} differs from what DuckDB SQL ({kind}) makes: {counts}")
        return "Golden records, origins and conflicts are equal (as many rows, EXCEPT empty both ways)."

    # c. kernels

    def kernels(self) -> None:
        command = [self.element_bench, "--benchmark_format=json", "--benchmark_min_time=0.2"]
        ran = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        ours = {b["name"]: 1e9 * b["a_value"] for b in ran["benchmarks"]}
        table = self.folder / "people.csv"
        self.make_rows(1_000_000, 1, table)
        peers = measured([self.python or sys.executable, BENCH / "kernels.py", table]).answer
        rows = []
        for name, ns in ours.items():
            cells = [f"{peers[who].get(name):.0f}" if peers.get(who, {}).get(name) else "" for who in ("duckdb", "python")]
            rows.append([f"`{name}`", f"{ns:.1f}", *cells])
        self.tell("Element kernels", "Nanoseconds a value on one core, over generated valid values; `normalise` parses, checks and brings into the "
                  "one form. DuckDB and Python do the part that they have an equivalent for (`bench/kernels.py`): of id_number the MOD 11-2 "
                  "check alone, of date and timestamp one format.", ["", "jutong", "DuckDB SQL", "Python"], rows)

    # d. the 30 rules

    def rules(self) -> None:
        table = self.folder / "people.parquet"
        if not self.python:
            print("bench: skipped: rules, as the table is made with duckdb")
            return
        self.make_rows(10, 1, self.file("warm_up"))  # compiles the maker
        script = [self.python, BENCH / "rules/rules.py"]
        subprocess.run([*script, "make", str(self.rows), self.folder / "make_rows", table], check=True)
        ours = lambda *words: [self.rules_bench, table, BENCH / "rules/packs", *words]  # noqa: E731
        cpu = {"scan": self.best_of_two([*script, "scan", table], ours("rules.all", "scan")),
               "scan_elements": self.best_of_two([*script, "scan_elements", table], ours("rules.elements", "scan")),
               "elements": self.best_of_two([*script, "elements", table], ours("rules.elements")),
               "all": self.best_of_two([*script, "all", table], ours("rules.all"))}
        size = table.stat().st_size / 1e9
        table.unlink()
        elements = [cpu["elements"][i] - cpu["scan_elements"][i] for i in (0, 1)]
        others = [cpu["all"][i] - cpu["scan"][i] - elements[i] for i in (0, 1)]
        rows = [[f"scan only, {n} columns", *(f"{x:.2f}" for x in cpu[scan]), ""] for scan, n in (("scan", 13), ("scan_elements", 9))]
        notes = []
        for title, (peer, own), goal in (("9 element rules", elements, 8), ("the other 21 rules", others, 2)):
            rows.append([f"{title}, beyond the scan", f"{peer:.2f}", f"{own:.2f}", f"{peer / own:.1f}"])
            notes.append(self.goal(f"Rules: {title}", peer / own, goal, "×", at_least=True))
        peer, own = cpu["all"]
        rows.append(["end to end", f"{peer:.2f}", f"{own:.2f}", f"{peer / own:.1f}"])
        notes.append(self.goal("Rules: end to end", peer / own, 1.5, "×", at_least=True))
        self.tell("30 rules", f"{self.rows:,} person rows of Parquet ({size:.2f} GB, 13 columns as departments send them): 9 element rules (two check "
                  "digits, names, phone, date, three code lists, divisions that exist) and 21 others (required, unique, range, set, pattern, "
                  "length, cross-field), in one pass each. `bench/rules/packs` states them for us, `bench/rules/rules.py` in DuckDB SQL "
                  "written by hand, the fastest of the ways tried. CPU seconds of the query alone, the better of two; A and B of all "
                  "34 measures are asserted equal.", ["", "DuckDB SQL, CPU s", "jutong, CPU s", "ratio"], rows, " ".join(notes))

    def best_of_two(self, theirs: list, ours: list) -> tuple[float, float]:
        """CPU seconds of both, their measures held against each other."""
        peer = [measured(theirs).answer for _ in range(2)]
        own = [measured(ours).answer for _ in range(2)]
        if own[0]["measures"] != own[1]["measures"] or peer[0]["measures"] != own[0]["measures"]:
            differing = {name: (peer[0]["measures"].get(name), own[0]["measures"].get(name))
                         for name in peer[0]["measures"].keys() | own[0]["measures"].keys()}
            sys.exit(f"bench: A and B differ: { {n: p for n, p in differing.items() if p[0] != p[1]} }")
        return min(p["cpu"] for p in peer), min(o["cpu"] for o in own)

    # e. the main job

    def main_job(self) -> None:
        demo, data = self.folder / "demo", self.folder / "demo_data"
        packs = ["--packs", ROOT / "packs", "--threads", 2, "--json"]
        made = measured([self.jutong, *packs, "demo", "generate", "--people", 200_000, "--organizations", 50_000, "--seed", 1, "--out", demo])
        ran = measured([self.jutong, "--data", data, *packs, "run", "--from", demo])
        loads, libraries = ran.answer["loads"], ran.answer["libraries"]
        taken, fused = sum(load["seconds"] for load in loads), sum(library["seconds"] for library in libraries)
        read = sum(load["read"] for load in loads)
        rows = [["demo generate", f"{made.wall:.1f}", f"{made.cpu:.1f}", f"{made.peak / GIB:.2f}"],
                ["run --from", f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.peak / GIB:.2f}"],
                [f"of it: ingest, {len(loads)} files, {read:,} rows", f"{taken:.1f}", "", ""],
                [f"of it: fuse, {len(libraries)} libraries, {sum(x['subjects'] for x in libraries):,} subjects", f"{fused:.1f}", "", ""],
                ["of it: packs, report, the rest", f"{ran.wall - taken - fused:.1f}", "", ""]]
        self.tell("The main job of scripts/run", "200,000 people and 50,000 organizations, 2 threads. Building is not counted.",
                  ["", "wall s", "CPU s", "peak GiB"], rows, self.goal("Main job, with generating", made.wall + ran.wall, 60, " s"))
        shutil.rmtree(demo)
        shutil.rmtree(data)


def measured_row(name: str, run: Run, what: str, ours: Run | None = None) -> list[str]:
    return [name, f"{run.cpu:.1f}", f"{run.wall:.1f}", f"{run.peak / GIB:.2f}", what, f"{ours.cpu / run.cpu:.2f}" if ours else ""]


def conditions_of(python: Path | None) -> str:
    peer = "1.5.5 (PyPI), the same DuckLake and SQLite extensions" if python else "skipped: duckdb==1.5.5 cannot be had from PyPI"
    return conditions(f"DuckDB {peer}. Both sides run with 2 threads, files in the page cache. CPU seconds are user + system of the whole process, "
                      "its start included; wall seconds depend on what else the machine does.")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench data")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of each table (default 10000000)")
    parser.add_argument("--only", default=PARTS, help="parts to measure; docs/benchmarks.md is then left alone")
    parser.add_argument("--jutong", type=Path, default=ROOT / "build/release/bin/jutong")
    parser.add_argument("--element-bench", type=Path, default=ROOT / "build/release/bin/element_bench")
    parser.add_argument("--rules-bench", type=Path, default=ROOT / "build/release/bin/rules_bench")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/jutong-bench"), help="for inputs and lakes: about 1 GB a million rows; emptied at the end")
    parser.add_argument("--python", type=Path, help="a Python with duckdb; without it DuckDB is skipped")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    bench = Bench(options)
    if options.folder.exists():
        sys.exit(f"bench: {options.folder} is there already; remove it or name another --folder")
    options.folder.mkdir(parents=True)
    print(bench.conditions)
    try:
        if "ingest" in bench.parts or "fusion" in bench.parts:
            bench.ingest()
        if "fusion" in bench.parts:
            bench.fusion(bench.rows, "ours", 1, "join")
            bench.fusion(min(bench.rows, GENERAL_ROWS), "ours_small", 0, "group")
        if "rules" in bench.parts:
            bench.rules()
        if "kernels" in bench.parts:
            bench.kernels()
        if "main_job" in bench.parts:
            bench.main_job()
        if "curve" in bench.parts:
            for rows in (3 * bench.rows // 10, 3 * bench.rows):
                bench.fusion(rows, "ours_curve", 0, "")
            bench.draw_curve()
        if "large" in bench.parts:
            bench.large()
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    print(f"\nGoals missed: {', '.join(bench.misses) or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
