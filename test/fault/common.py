"""What the fault tests share: a small province, runs of jutong, the libraries as they can be compared."""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

REPO = pathlib.Path(__file__).resolve().parents[2]
PACKS = REPO / "packs"
SECONDS_MAX = 300

# Of the demo province: every base library, plain, .gz, .zst, other encodings, enough to fuse and to mend.
FILES = ("psb.household", "hrss.insurance", "medins.enrolment", "psb.driving_licence", "samr.enterprise", "tax.taxpayer")
LIBRARIES = ("person", "legal_entity", "credit", "certificate", "geography", "macro", "health_care")


# The repository's packs with one theme library: a run's time is that of its libraries, and one shows what the others would.
def copy_packs(to):
    shutil.copytree(PACKS, to)
    for library in (to / "shandong" / "libraries").iterdir():
        if library.stem not in LIBRARIES:
            library.unlink()


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Bench:
    """A folder for one test script, the program under test, and the count of what passed."""

    def __init__(self, description, *more):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--jutong", default=str(REPO / "build" / "dev" / "bin" / "jutong"))
        for flags, options in more:
            parser.add_argument(*flags, **options)
        self.options = parser.parse_args()
        self.jutong = str(pathlib.Path(self.options.jutong).resolve())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-fault."))
        self.packs = self.folder / "few_libraries"
        copy_packs(self.packs)
        self.passed = self.failed = 0

    def command(self, *words, data):
        return [self.jutong, *map(str, words), "--packs", str(self.packs), "--data", str(data)]

    def run(self, *words, data, code=0):
        done = subprocess.run(self.command(*words, data=data), capture_output=True, text=True, timeout=SECONDS_MAX,
                              cwd=self.folder)
        need(code is None or done.returncode == code,
             f"{' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done

    def start(self, *words, data):
        return subprocess.Popen(self.command(*words, data=data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                cwd=self.folder)

    def json(self, *words, data, code=0):
        return json.loads(self.run(*words, "--json", data=data, code=code).stdout)

    def sql(self, query, data):
        return self.json("sql", query, data=data)["rows"]

    def demo(self, people=300, organizations=80, seed=2, name="demo", files=FILES):
        """Departments' files, only those of `files`."""
        whole = self.folder / (name + ".whole")
        subprocess.run([self.jutong, "demo", "generate", "--people", str(people), "--organizations", str(organizations),
                        "--seed", str(seed), "--out", whole, "--packs", self.packs], check=True, capture_output=True,
                       timeout=SECONDS_MAX)
        out = self.folder / name
        out.mkdir()
        for file in sorted(whole.iterdir()):
            if any(file.name.startswith(start + ".") for start in files):
                shutil.move(file, out / file.name)
        shutil.rmtree(whole)
        need(len(list(out.iterdir())) == len(files), f"the demo has other files: {sorted(os.listdir(out))}")
        return out

    def libraries(self, data):
        """Every golden record and every origin, without the numbers of runs: these differ with how often a run was begun."""
        parts = {}
        for library in LIBRARIES:
            parts[library] = f"SELECT list(l ORDER BY number) FROM library.{library} l"
            parts["origin." + library] = f"SELECT list((subject, field, resource, row, rule) ORDER BY (subject, field, resource, row, rule)) FROM origin.{library}"
        for resource in FILES:
            parts[resource] = f"SELECT [count(*), count(DISTINCT row_id)] FROM clean.{resource.replace('.', '_')}"
        row = self.sql("SELECT " + ", ".join(f"({query})" for query in parts.values()), data)[0]
        found = {name: rows or [] for name, rows in zip(parts, row)}
        for library in LIBRARIES:
            need(len(found[library]) == 0 or len(found["origin." + library]) > 0, f"{library} has no origins")
        return found

    def undisturbed(self, demo):
        """Seconds that a run takes that nothing disturbs, and the libraries that come of it."""
        started = time.monotonic()
        self.run("run", "--from", demo, data=self.folder / "undisturbed")
        seconds = time.monotonic() - started
        return seconds, self.libraries(self.folder / "undisturbed")

    def check_same(self, libraries, wanted):
        for name, rows in wanted.items():
            if libraries[name] == rows:
                continue
            have, want = ({json.dumps(row, ensure_ascii=False) for row in rows} for rows in (libraries[name], rows))
            raise Failed(f"{name} differs from an undisturbed run ({len(libraries[name])} rows, wanted {len(rows)}):\n"
                         f"  have {sorted(have - want)[:3]}\n  want {sorted(want - have)[:3]}")

    def check_clean(self, data):
        need(self.json("fsck", data=data)["clean"] is True, "fsck finds faults")
        for resource in FILES:
            loads = self.sql(f"SELECT file FROM meta.load WHERE resource = '{resource}'", data)
            need(len(loads) == len({row[0] for row in loads}), f"{resource} was loaded twice: {loads}")

    def case(self, name, test):
        try:
            test()
            self.passed += 1
            print(f"ok    {name}", flush=True)
        except (Failed, subprocess.SubprocessError, OSError, ValueError, KeyError, IndexError) as wrong:
            self.failed += 1
            print(f"FAIL  {name}\n      {type(wrong).__name__}: {str(wrong)[:4000]}", flush=True)

    def finish(self):
        if not self.failed:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"folders in {self.folder}")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def skip(why):
    print(f"skipped: {why}\n0 passed, 0 failed")
    sys.exit(77)


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
