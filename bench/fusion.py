"""Measures linkage without numbers: how right it is on public data sets and on a Chinese benchmark with truth, and what it costs.

Run by scripts/bench fusion. Nothing is trained or tuned for a set: each is one command, thresholds are the program's own. The public sets are read
from the folder of shared data and skipped by name where they are not there.
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

PARTS = "public,chinese,untrained_people,added,splink,firms,kernels,clustering"
PAIRS = ("left_source", "left_id", "right_source", "right_id")
SUBJECTS = ("source", "record_id", "subject")
PEER_SECONDS_MAX = 600
TRAINING_ROWS = 20_000


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
        self.peers = {name for name in ("splink", "scipy", "goldenmatch", "recordlinkage") if self.has(name)}
        self.parts = options.only.split(",")
        self.sets = options.shared / "entity_resolution"
        super().__init__("fusion", set(self.parts) == set(PARTS.split(",")) and self.sets.exists(), conditions(
            "F1 of pairs over clusters, or over links where two clean sources are linked; CPU seconds and memory of the whole process, reading and writing included."))

    def has(self, package: str) -> bool:
        found = self.options.python and subprocess.run([self.options.python, "-c", f"import importlib.metadata as m; m.version('{package}')"],
                                                       capture_output=True).returncode == 0
        if not found:
            print(f"bench: skipped: {package} is not installed for the peers", file=sys.stderr)
        return bool(found)

    def jutong(self, *arguments):
        return measured([self.options.jutong, "--packs", ROOT / "packs", "--threads", 2, "--json", *arguments])

    def judged(self, name: str, truth: Path, *arguments) -> tuple:
        out = self.folder / name
        run = self.jutong("fuse", *arguments, "--out", out)
        result = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "clusters.parquet").answer
        return run, result

    def row(self, name: str, run, result) -> list[str]:
        return [name, f"{run.answer['rows']:,}", f"{pairs:,}" if (pairs := run.answer["pairs_compared"]) else "", f"{result['precision']:.4f}", f"{result['recall']:.4f}",
                f"{result['f1']:.5f}", f"{run.cpu:.1f}", f"{run.peak / GIB:.2f}"]

    def of_peer(self, engine: str, script: str, truth: Path, *arguments) -> list[str]:
        """A row of what bench/peers/SCRIPT does with `arguments`, in which OUT stands for the folder it writes to."""
        out = Path(tempfile.mkdtemp(dir=self.folder))
        run = measured([self.options.python, BENCH / "peers" / script, *(out if a == "OUT" else a for a in arguments)], PEER_SECONDS_MAX)
        if run is None:
            return [engine, *[""] * 5, f"not finished in {PEER_SECONDS_MAX} s", ""]
        return self.row(engine, run, self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "clusters.parquet").answer)

    def untrained(self, kind: str, truth: Path, id_column: str, *files: Path) -> list[list[str]]:
        rows = []
        if "goldenmatch" in self.peers:
            rows.append(self.of_peer("GoldenMatch 3.22.0", "goldenmatch_tables.py", truth, "match" if len(files) == 2 else "dedupe", "OUT", id_column, *files))
        if "recordlinkage" in self.peers:
            rows += [self.of_peer(f"recordlinkage 0.16, {name}", "recordlinkage_tables.py", truth, how, kind, "OUT", id_column, *files)
                     for how, name in (("ecm", "ECM"), ("most", "two thirds"))]
        return rows

    def public(self) -> None:
        if not self.sets.exists():
            print(f"bench: skipped: no public data sets in {self.sets}", file=sys.stderr)
            return
        sets = []
        for n in (1, 2, 3):
            file = self.sets / f"febrl/dataset{n}.csv"
            truth = write_csv(self.folder / f"febrl{n}.csv", SUBJECTS, [(file.stem, i, person_of(i)) for i in febrl_ids(file)])
            sets.append((f"febrl{n}", truth, 0.9995 if n == 3 else None, "--input", file, "--id", "rec_id"))
        left, right = self.sets / "febrl/dataset4a.csv", self.sets / "febrl/dataset4b.csv"
        partners = {person_of(i): i for i in febrl_ids(right)}
        truth = write_csv(self.folder / "febrl4.csv", PAIRS,
                          [(left.stem, i, right.stem, partners[person_of(i)]) for i in febrl_ids(left) if person_of(i) in partners])
        sets.append(("febrl4", truth, 0.9998, "--input", left, "--input", right, "--id", "rec_id", "--link", "--one-to-one"))
        file = self.sets / "RLdata10000.csv"
        with open(file, encoding="utf-8") as f:
            truth = write_csv(self.folder / "rl.csv", SUBJECTS, [(file.stem, i, row["true_id"]) for i, row in enumerate(csv.DictReader(f), 1)])
        sets.append(("RLdata10000", truth, 0.965, "--input", file, "--ignore", "true_id"))
        with open(self.sets / "dblp_acm/gt.csv", encoding="utf-8") as f:
            pairs = [line.strip().split("%") for line in f][1:]
        truth = write_csv(self.folder / "dblp_acm.csv", PAIRS, [("dblp", a, "acm", b) for a, b in pairs])
        sets.append(("DBLP-ACM", truth, 0.985, "--input", self.sets / "dblp_acm/dblp.csv", "--input", self.sets / "dblp_acm/acm.csv", "--id", "id",
                     "--link", "--one-to-one"))
        with open(file, encoding="utf-8") as f:
            plain = [[cell for name, cell in row.items() if name != "true_id"] for row in csv.DictReader(f)]
        (self.folder / "plain").mkdir(exist_ok=True)
        plain = write_csv(self.folder / "plain" / file.name, ("fname_c1", "fname_c2", "lname_c1", "lname_c2", "by", "bm", "bd"), plain)
        peers = {"febrl3": ("febrl", "rec_id", self.sets / "febrl/dataset3.csv"), "febrl4": ("febrl", "rec_id", left, right),
                 "RLdata10000": ("RLdata10000", "no id", plain), "DBLP-ACM": ("DBLP-ACM", "id", self.sets / "dblp_acm/dblp.csv", self.sets / "dblp_acm/acm.csv")}
        rows, goals = [], []
        for name, truth, goal, *arguments in sets:
            run, result = self.judged(name, truth, *arguments)
            rows.append([name, *self.row("Jutong", run, result)])
            if name in peers:
                rows += [[name, *row] for row in self.untrained(peers[name][0], truth, *peers[name][1:])]
            if goal is not None:
                goals.append(self.goal(f"{name} F1", result["f1"], goal, "", at_least=True))
        self.tell("Linkage: public data sets", "Columns, model and thresholds found by the program; truth only to judge. DBLP-ACM and febrl4: one to one. "
                  "The peers untrained as their documentation begins: GoldenMatch with no settings (`dedupe_df`, of two tables `match_df`); recordlinkage with kinds of columns and blocks that we chose, "
                  "Jaro–Winkler from .85 for texts, equality for the rest, then its ECM classifier, or pairs that agree in two thirds of the columns, and of two tables its "
                  "one-to-one linking (`bench/peers` has both).",
                  ["set", "engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], rows, " ".join(goals))

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
        if "splink" in self.peers:
            out = self.folder / "splink"
            peer = measured([self.options.python, BENCH / "peers" / "splink_people.py", made / "people.csv", out])
            judged = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "clusters.parquet").answer
            rows.append(self.row("Splink 5.0.0", peer, judged))
            goals.append(self.goal("CPU of Splink by ours", peer.cpu / run.cpu, 10, "×", at_least=True))
        self.tell("Linkage: Chinese people", f"{self.options.rows:,} rows of people written down 1 to 4 times, with kin, households and shared phones "
                  "(`bench/chinese_people.py` has the error model; seeded). Splink: `bench/peers/splink_people.py`, stock comparisons, its own training; "
                  "at a million rows it is to come to .93 ± .01. Each blocks in its own way.",
                  ["engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], rows, " ".join(goals))

    def untrained_people(self) -> None:
        made = self.people(self.options.rows // 10)
        truth, people = made / "truth.csv", made / "people.csv"
        run, result = self.judged("untrained", truth, "--input", people, "--id", "id")
        rows = [self.row("Jutong", run, result)]
        if "splink" in self.peers:
            rows.append(self.of_peer("Splink 5.0.0", "splink_people.py", truth, people, "OUT"))
        rows += self.untrained("people", truth, "id", people)
        self.tell("Linkage: Chinese people, engines that are for fewer rows", f"{self.options.rows // 10:,} rows as above. GoldenMatch and recordlinkage as on the "
                  "public sets.", ["engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB"], rows)

    def parted(self, people: Path, share: float) -> tuple[Path, Path]:
        """Two files of the same name and header: a share of the rows, drawn at random, and the others."""
        rng = random.Random(5)
        with open(people, encoding="utf-8") as f:
            header, *lines = f
        drawn = set(rng.sample(range(len(lines)), int(len(lines) * share)))
        out = []
        for folder, is_wanted in (("drawn", True), ("others", False)):
            out.append(self.folder / folder / people.name)
            out[-1].parent.mkdir(exist_ok=True)
            out[-1].write_text(header + "".join(line for i, line in enumerate(lines) if (i in drawn) == is_wanted), encoding="utf-8")
        return out[0], out[1]

    def added(self) -> None:
        made = self.people(self.options.rows // 10)
        truth, people = made / "truth.csv", made / "people.csv"
        kept = self.folder / "kept"
        new, old = self.parted(people, 0.1)
        run, result = self.judged("whole", truth, "--input", people, "--id", "id")
        self.jutong("fuse", "--input", old, "--id", "id", "--keep-rows", "--out", kept)
        same = self.jutong("fuse", "add", "--in", kept, "--input", old, "--id", "id")
        asked = self.jutong("fuse", "search", "--in", kept, "--input", new, "--id", "id", "--out", self.folder / "found.parquet")
        change = self.jutong("fuse", "add", "--in", kept, "--input", new, "--id", "id")
        later = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", kept / "clusters.parquet").answer
        count = change.answer["new"]
        rows = [["fuse, all rows at once", f"{run.answer['rows']:,}", f"{result['f1']:.5f}", f"{run.cpu:.1f}", f"{run.peak / GIB:.2f}"],
                ["fuse add, rows that are there", f"{same.answer['same']:,}", "", f"{same.cpu:.1f}", f"{same.peak / GIB:.2f}"],
                ["fuse add, new rows", f"{count:,}", f"{later['f1']:.5f}", f"{change.cpu:.1f}", f"{change.peak / GIB:.2f}"],
                ["fuse search, those rows asked for", f"{asked.answer['asked']:,}", "", f"{asked.cpu:.1f}", f"{asked.peak / GIB:.2f}"]]
        self.tell("Linkage: rows that come later", f"Nine tenths of {run.answer['rows']:,} Chinese people are linked and kept, the others added. Reading and writing all "
                  "kept rows is in every line but the first.", ["command", "rows", "F1 of all after it", "CPU s", "peak GiB"], rows,
                  f"F1 lost by adding: {result['f1'] - later['f1']:.5f}. Clusters looked at for the new rows have {change.answer['looked_at']:,} rows.")

    def splink(self) -> None:
        """A model that Splink trained, used by Splink and by us."""
        if "splink" not in self.peers:
            return
        script, trained = BENCH / "peers" / "splink_people.py", self.folder / "trained"
        measured([self.options.python, script, self.people(TRAINING_ROWS) / "people.csv", trained])
        rows, goals = [], []
        for count in (TRAINING_ROWS, self.options.rows):
            made, out = self.people(count), self.folder / f"by_model_{count}"
            people, truth, model = made / "people.csv", made / "truth.csv", trained / "model.json"
            theirs = measured([self.options.python, script, people, out / "splink", model])
            result = self.jutong("fuse", "evaluate", "--truth", truth, "--clusters", out / "splink/clusters.parquet").answer
            rows.append([*self.row("Splink 5.0.0", theirs, result), ""])
            run, result = self.judged(f"by_model_{count}/ours", truth, "--input", people, "--id", "id", "--splink", model)
            weights = measured([self.options.python, BENCH / "peers" / "splink_weights.py", out / "ours/pairs.parquet", out / "splink/pairs.parquet"]).answer
            rows.append([*self.row("Jutong, --splink", run, result), f"{weights['difference']:.1e}"])
            goals += [self.goal(f"pairs of only one, {count:,} rows", weights["of_one"], 0, ""),
                      f"Largest difference of a weight: {weights['difference']:.1e} of {weights['ours']:,} pairs. CPU of Splink by ours: {theirs.cpu / run.cpu:.2f}×."]
            shutil.rmtree(out)
        self.tell("Linkage: a model of Splink", f"Trained by Splink on {TRAINING_ROWS:,} Chinese people, saved, and used by both: its blocking rules, levels and term "
                  "frequencies, in the same engine. Clusters: Splink's at .99, and ours.",
                  ["engine", "rows", "pairs compared", "precision", "recall", "F1", "CPU s", "peak GiB", "largest difference of a weight, bits"], rows, " ".join(goals))

    def firms(self) -> None:
        source = self.options.shared / "enterprise_sd/enterprise_sd.csv.zst"
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
            if "scipy" in self.peers:
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
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared/data", help="the folder of shared data")
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
