"""Measures linkage without numbers: how right it is on public data sets and on a Chinese benchmark with truth, and what it costs.

Run by scripts/bench fusion. Nothing is trained or tuned for a set: each is one command, thresholds are the program's own. The public sets are read
from ../shared/data/entity_resolution and skipped by name where they are not there.
"""
import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from report import BENCH, GIB, ROOT, Report, conditions, measured

DATA = ROOT.parent / "shared/data/entity_resolution"
PARTS = "public,chinese,firms,kernels,clustering"
PAIRS = ("left_source", "left_id", "right_source", "right_id")
SUBJECTS = ("source", "record_id", "subject")


def write_csv(path: Path, header, rows) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def febrl_ids(path: Path) -> list[str]:
    with open(path, encoding="utf-8") as f:
        return [line.split(",")[0].strip() for line in f][1:]


def person_of(record: str) -> str:
    """rec-N-org and rec-N-dup-K are of person N."""
    return record.split("-")[1]


def name_pairs(people: Path, out: Path, count: int) -> Path:
    rng = random.Random(1)
    with open(people, encoding="utf-8", newline="") as f:
        names = sorted(row["name"] for row in csv.DictReader(f))
    near = 100
    places = range(len(names) - near)
    with open(out, "w", encoding="utf-8") as f:
        for _ in range(count // 2):
            a, b, c = rng.choice(places), rng.choice(places), rng.choice(places)
            f.write(f"{names[a]},{names[b]}\n{names[c]},{names[c + rng.randrange(1, near)]}\n")
    return out


class Fusion(Report):
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options = options
        self.folder = folder
        self.cache = options.cache or folder
        self.cache.mkdir(parents=True, exist_ok=True)
        self.parts = options.only.split(",")
        super().__init__("fusion", set(self.parts) == set(PARTS.split(",")) and DATA.exists(), conditions(
            "F1 of pairs over clusters, or over links where two clean sources are linked; CPU seconds and memory of the whole process, reading and writing included."))

    def jutong(self, *arguments):
        return measured([self.options.jutong, "--packs", ROOT / "packs", "--threads", 2, "--json", *arguments])

    def judged(self, name: str, truth: Path, *arguments) -> tuple:
        out = self.folder / name
        run = self.jutong("fuse", *arguments, "--out", out)
        result = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "clusters.parquet").answer
        return run, result

    def row(self, name: str, run, result) -> list[str]:
        return [name, f"{run.answer['rows']:,}", f"{run.answer['pairs_compared']:,}", f"{result['precision']:.4f}", f"{result['recall']:.4f}",
                f"{result['f1']:.5f}", f"{run.cpu:.1f}", f"{run.peak / GIB:.2f}"]

    def public(self) -> None:
        if not DATA.exists():
            print(f"bench: skipped: no public data sets in {DATA}", file=sys.stderr)
            return
        sets = []
        for n in (1, 2, 3):
            file = DATA / f"febrl/dataset{n}.csv"
            truth = write_csv(self.folder / f"febrl{n}.csv", SUBJECTS, [(file.stem, i, person_of(i)) for i in febrl_ids(file)])
            sets.append((f"febrl{n}", truth, 0.9995 if n == 3 else None, "--input", file, "--id", "rec_id"))
        left, right = DATA / "febrl/dataset4a.csv", DATA / "febrl/dataset4b.csv"
        partners = {person_of(i): i for i in febrl_ids(right)}
        truth = write_csv(self.folder / "febrl4.csv", PAIRS,
                          [(left.stem, i, right.stem, partners[person_of(i)]) for i in febrl_ids(left) if person_of(i) in partners])
        sets.append(("febrl4", truth, 0.9998, "--input", left, "--input", right, "--id", "rec_id", "--link", "--one-to-one"))
        file = DATA / "RLdata10000.csv"
        with open(file, encoding="utf-8") as f:
            truth = write_csv(self.folder / "rl.csv", SUBJECTS, [(file.stem, i, row["true_id"]) for i, row in enumerate(csv.DictReader(f), 1)])
        sets.append(("RLdata10000", truth, 0.965, "--input", file, "--ignore", "true_id"))
        with open(DATA / "dblp_acm/gt.csv", encoding="utf-8") as f:
            pairs = [line.strip().split("%") for line in f][1:]
        truth = write_csv(self.folder / "dblp_acm.csv", PAIRS, [("dblp", a, "acm", b) for a, b in pairs])
        sets.append(("DBLP-ACM", truth, 0.985, "--input", DATA / "dblp_acm/dblp.csv", "--input", DATA / "dblp_acm/acm.csv", "--id", "id",
                     "--link", "--one-to-one"))
        rows, goals = [], []
        for name, truth, goal, *arguments in sets:
            run, result = self.judged(name, truth, *arguments)
            rows.append(self.row(name, run, result))
            if goal is not None:
                goals.append(self.goal(f"{name} F1", result["f1"], goal, "", at_least=True))
        self.tell("Linkage: public data sets", "Columns, model and thresholds found by the program; truth only to judge. DBLP-ACM and febrl4: one to one.",
                  ["set", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], rows, " ".join(goals))

    def people(self, rows: int) -> Path:
        """The folder of the Chinese benchmark of so many rows, made once."""
        made = self.cache / f"people-{rows}"
        if made.exists():
            return made
        demo, unfinished = self.folder / "demo", self.folder / "made"
        self.jutong("demo", "generate", "--people", int(rows * 0.65) + 1000, "--organizations", 1_000, "--seed", 3, "--out", demo)
        subprocess.run([sys.executable, BENCH / "chinese_people.py", "--demo", demo, "--rows", str(rows), "--seed", "1", "--out", unfinished], check=True)
        shutil.rmtree(demo)
        return Path(shutil.move(unfinished, made))

    def chinese(self) -> None:
        made = self.people(self.options.rows)
        truth = made / "truth.csv"
        run, result = self.judged("chinese", truth, "--input", made / "people.csv", "--id", "id")
        rows = [self.row("Jutong", run, result)]
        goals = [self.goal("Chinese people F1", result["f1"], 0.97, "", at_least=True), self.goal("peak", run.peak / GIB, 1, "GiB")]
        if self.options.python:
            out = self.folder / "splink"
            peer = measured([self.options.python, BENCH / "peers" / "splink_people.py", made / "people.csv", out])
            judged = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "clusters.parquet").answer
            rows.append(self.row("Splink 5.0.0", peer, judged))
            goals.append(self.goal("CPU of Splink by ours", peer.cpu / run.cpu, 10, "×", at_least=True))
        self.tell("Linkage: Chinese people", f"{self.options.rows:,} rows of people written down 1 to 4 times, with kin, households and shared phones "
                  "(`bench/chinese_people.py` has the error model; seeded). Splink: `bench/peers/splink_people.py`, stock comparisons, its own training; "
                  "at a million rows it is to come to .93 ± .01. Each blocks in its own way.",
                  ["engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], rows, " ".join(goals))

    def firms(self) -> None:
        source = DATA.parent / "enterprise_sd/enterprise_sd.csv.zst"
        if not source.exists():
            print(f"bench: skipped: no enterprises in {source}", file=sys.stderr)
            return
        made = self.folder / "firms"
        subprocess.run([sys.executable, BENCH / "chinese_firms.py", "--enterprises", source, "--seed", "1", "--out", made], check=True)
        run, result = self.judged("firms_out", made / "truth.csv", "--input", made / "firms.csv", "--id", "id")
        self.tell("Linkage: real firms", "The real enterprises of ../shared without their codes, half of them written down again with real kinds of defects, some with "
                  "a branch, which is another subject (`bench/chinese_firms.py` has the error model; seeded). Their own doubles and chains are in it.",
                  ["engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], [self.row("Jutong", run, result)], "")

    def kernels(self) -> None:
        count = 10 * self.options.rows
        pairs = name_pairs(self.people(self.options.rows) / "people.csv", self.folder / "pairs.csv", count)
        ours = measured([self.options.jutong.parent / "linkage_bench", "kernels", pairs]).answer
        engines = [("Jutong, on code points", ours)]
        if self.options.python:
            engines.append(("DuckDB 1.5.5, on bytes", measured([self.options.python, BENCH / "peers" / "kernels_duckdb.py", pairs]).answer))
        pairs.unlink()
        self.tell("Linkage: likeness of names", f"{count:,} pairs of the Chinese people's names, half of them any two, half of them near each other in their order; CPU "
                  "nanoseconds a pair on one thread. Ours by the functions that linkage, elements, `jt_levenshtein` and `jt_jaro_winkler` call, each text read anew, memory "
                  "and loop included; DuckDB's beyond a scan of the two columns.", ["engine", "Levenshtein, ns", "Jaro–Winkler, ns"],
                  [[name, f"{answer['levenshtein']:.1f}", f"{answer['jaro_winkler']:.1f}"] for name, answer in engines],
                  self.goal("Levenshtein", ours["levenshtein"], 20, " ns") + " " + self.goal("Jaro–Winkler", ours["jaro_winkler"], 25, " ns"))

    def clustering(self) -> None:
        size = (100 * self.options.rows, 200 * self.options.rows)
        rows, goals = [], []
        for kind, name in (("near", "near"), ("any", "any two")):
            run = measured([self.options.jutong.parent / "linkage_bench", "clustering", kind, *size])
            goals.append(self.goal(f"seconds, {name}", run.answer["seconds"], 8, " s"))
            engines = [("Jutong", run)]
            if self.options.python:
                engines.append(("SciPy 1.16.3", measured([self.options.python, BENCH / "peers" / "clustering_scipy.py", kind, *size])))
            rows += [[engine, name, f"{one.answer['clusters']:,}", f"{one.answer['seconds']:.1f}", f"{one.answer['cpu']:.1f}", f"{one.peak / GIB:.2f}"]
                     for engine, one in engines]
        self.tell("Linkage: which rows hang together", f"{size[1]:,} links in memory over {size[0]:,} rows, in no order, on one thread. near: half of them between "
                  "neighbours, half within a thousand rows; any two: between any two rows. Each draws its own; SciPy makes a matrix of them first, which counts. Peak: with the links, and their making.",
                  ["engine", "links", "clusters", "seconds", "CPU s", "peak GiB"], rows, " ".join(goals))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the Chinese benchmark")
    parser.add_argument("--only", default=PARTS, help=f"parts: {PARTS}")
    parser.add_argument("--cache", type=Path, help="keeps generated people between runs; without it they are made anew")
    parser.add_argument("--jutong", type=Path, default=ROOT / "build/release/bin/jutong")
    parser.add_argument("--python", type=Path, help="of the peers; without it they are skipped")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jutong-fusion.") as folder:
        report = Fusion(options, Path(folder))
        for part in report.parts:
            getattr(report, part)()
    if report.misses:
        print("missed: " + ", ".join(report.misses), file=sys.stderr)


main()
