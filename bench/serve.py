"""Measures the server: lookups of subjects beside nginx and a Spring Boot service, its start, its memory, the console's first page.

Run by scripts/bench serve. Client and servers share the machine's cores; CPU seconds are the kernel's account of each server's processes,
so that other work on the machine does not count.
"""
import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from peers.stack import PROXY, STATIC, Servers, cpu_of_tree, spring_jar
from report import BENCH, ROOT, Report, conditions, measured
from subjects import number_of

FAILED_MAX = 0.001
PARTS = "lookup,static,spring,export,start,page"
CONNECTIONS = 64
WARM_UP_S = 5
BASES = 5_000  # people of the demo province that the others are made of
EXPORTED = "number,name,gender,nation,birth_date,phone,education,employer_code"
ROWS_IN_POSTGRES_MAX = 1_000_000  # more would only slow it: all of these are in its memory


@dataclass
class Load:
    rate: float
    p50: float  # ms
    p99: float
    server_us: float  # CPU a request
    client_us: float
    bytes: float  # an answer, with its head


class Serve(Report):
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.people = options.people
        self.folder = options.folder
        self.data = options.folder / "data"
        self.parts = options.only.split(",")
        super().__init__("serve", set(self.parts) == set(PARTS.split(",")), conditions(
            f"wrk with {CONNECTIONS} connections and one thread on the same cores, {options.seconds} s after {WARM_UP_S} s of warming up; all in memory."))

    def ours(self, *arguments) -> dict:
        return measured([self.options.jutong, "--data", self.data, "--packs", ROOT / "packs", "--threads", 2, "--json", *arguments]).answer

    def prepare(self) -> None:
        """A demo province whose person library is then made as large as a real one."""
        demo = self.folder / "demo"
        self.ours("demo", "generate", "--people", BASES, "--organizations", 1_000, "--seed", 1, "--out", demo)
        self.ours("run", "--from", demo)
        shutil.rmtree(demo)
        measured([self.options.python, "-B", BENCH / "subjects.py", self.data, self.people])

    def server(self, servers: Servers, hosts: str = "127.0.0.1:0") -> str:
        """Its address, once it listens."""
        process = servers.start([self.options.jutong, "serve", "--listen", hosts, "--data", self.data, "--packs", ROOT / "packs", "--json"],
                                stdout=subprocess.PIPE, text=True)
        said = process.stdout.readline()
        if not said:
            sys.exit(f"bench: the server does not start: {(servers.folder / 'jutong.out').read_text()}")
        return json.loads(said)["addresses"][0].rstrip("/")

    def load(self, servers: Servers, url: str, people: int) -> Load:
        wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", "-s", BENCH / "lookup.lua"]
        measured([*wrk, f"-d{WARM_UP_S}s", url, "--", people])
        before = servers.cpu()
        ran = measured([*wrk, f"-d{self.options.seconds}s", url, "--", people])
        server, count = servers.cpu() - before, ran.answer["requests"]
        if ran.answer["failed"]:  # wrk waits 2 s for an answer
            print(f"bench: {ran.answer['failed']} of {count} requests failed at {url}", file=sys.stderr)
        if ran.answer["failed"] > count * FAILED_MAX:
            sys.exit(1)
        return Load(count / ran.answer["seconds"], ran.answer["p50_ms"], ran.answer["p99_ms"], 1e6 * server / count, 1e6 * ran.cpu / count,
                    ran.answer["bytes"] / count)

    # a. lookups

    def lookups(self) -> None:
        with Servers(self.folder / "ours") as servers:
            url = self.server(servers)
            wait_until_ready(url, servers)
            ours = self.load(servers, url, self.people)
            answers = self.answers(url)
        size = sum(len(answer) for answer in answers.values()) / len(answers)
        rows = [load_row("jutong serve", self.people, ours)]
        notes = [self.goal("Lookups a second", ours.rate, 50_000, "", at_least=True), self.goal("p99", ours.p99, 5, " ms")]
        if "static" in self.parts:
            static = self.static(min(answers.values(), key=lambda answer: abs(len(answer) - size)))
            rows.append(load_row("nginx, a file of that size", 1, static, ours))
        if "spring" in self.parts:
            spring = self.spring(answers)
            if spring:
                rows.append(load_row("nginx → Spring Boot 3.5 → PostgreSQL 15", min(self.people, ROWS_IN_POSTGRES_MAX), spring, ours))
                notes += [self.goal("Requests a second over that stack's", ours.rate / spring.rate, 10, "×", at_least=True),
                          f"CPU of that stack over ours: {spring.server_us / ours.server_us:.1f}×."]
        self.tell("Subject lookup", f"`GET /api/v1/subjects/{{number}}?library=person`: 31 fields, each with its origin, personal values masked; {size:,.0f} "
                  f"characters of JSON on average. People drawn at random. The stack that a department would build: nginx (connections kept), Spring Boot "
                  "(web, JDBC, 16 Hikari connections), PostgreSQL (4 GB of shared buffers) with one row a number that holds the answer as "
                  "text, ready to be sent.", ["", "subjects", "requests/s", "p50 ms", "p99 ms", "server CPU µs", "client CPU µs", "CPU ours : it"], rows,
                  " ".join(notes))

    def answers(self, url: str) -> dict[int, str]:
        """Of as many people as the library was made of: the others differ from these by their numbers alone."""
        found = {}
        for i in range(min(BASES, self.people)):
            with urllib.request.urlopen(f"{url}/api/v1/subjects/{number_of(i)}?library=person") as answer:
                found[i] = answer.read().decode()
        return found

    def static(self, answer: str) -> Load:
        with Servers(self.folder / "static") as servers:
            (servers.folder / "answer.json").write_text(answer)
            return self.load(servers, f"http://127.0.0.1:{servers.nginx(STATIC)}", self.people)

    def spring(self, answers: dict[int, str]) -> Load | None:
        jar = spring_jar()
        if not jar:
            print("bench: skipped: Spring Boot needs java, mvn and Maven Central", file=sys.stderr)
            return None
        people = min(self.people, ROWS_IN_POSTGRES_MAX)
        with Servers(self.folder / "spring") as servers:
            database, psql = servers.postgres()
            fill(psql, answers, people)
            url = f"http://127.0.0.1:{servers.nginx(PROXY, behind=servers.spring(jar, database))}"
            number = number_of(random.randrange(people))
            with urllib.request.urlopen(f"{url}/api/v1/subjects/{number}?library=person") as answer:
                if number not in answer.read().decode():
                    sys.exit("bench: the Spring service answers with somebody else")
            self.load(servers, url, people)  # Java is compiled while it runs
            return self.load(servers, url, people)

    # b. export

    def export(self) -> None:
        rows, notes = [], []
        with Servers(self.folder / "export") as servers:
            url = self.server(servers)
            wait_until_ready(url, servers)
            wait_until_idle(servers)
            pid = servers.processes[0].pid
            for kind in ("csv", "ndjson"):
                asked = f"{url}/api/v1/libraries/person/rows?format={kind}&columns={EXPORTED}&purpose=measured"
                idle, before = resident_mib(pid), servers.cpu()
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak counts from here
                ran = measured(["curl", "-sf", "-o", "/dev/null", "-w", '{"bytes": %{size_download}}', asked])
                cpu, size = servers.cpu() - before, ran.answer["bytes"] / 1e6
                rows.append([kind, f"{size:,.0f}", f"{ran.wall:.1f}", f"{cpu:.1f}", f"{size / cpu:.0f}", f"{ran.cpu:.1f}", f"{idle:.0f}",
                             f"{resident_mib(pid, 'VmHWM'):.0f}"])
                notes.append(self.goal(f"{kind}, MB a second of one core", size / cpu, 300, "", at_least=True))
        self.tell("Export", f"`GET /api/v1/libraries/person/rows`, {self.people:,} rows × 8 columns (two of codes, a date, five of texts), from the lake's Parquet "
                  "to curl.", ["", "MB", "wall s", "server CPU s", "MB a CPU second", "client CPU s", "MiB before", "MiB at the most"], rows, " ".join(notes))

    # c. start and memory

    def start(self) -> None:
        rows = []
        with Servers(self.folder / "start") as servers:
            started = time.monotonic()
            url = self.server(servers)
            listens = time.monotonic() - started
            wait_until_ready(url, servers)
            urllib.request.urlopen(f"{url}/api/v1/subjects/{number_of(0)}?library=person").close()
            answers = time.monotonic() - started
            pid = servers.processes[0].pid
            used = cpu_of_tree(pid)
            rows.append(["start", f"{listens:.2f}", f"{answers:.2f}", f"{used:.2f}", f"{resident_mib(pid):.0f}"])
            self.load(servers, url, self.people)
            rows.append(["after the load", "", "", "", f"{resident_mib(pid):.0f}"])
        notes = [self.goal("Start, to the first answer", answers, 1, " s"), self.goal("Memory, idle", float(rows[0][4]), 250, " MiB")]
        self.tell("Start and memory", f"{self.people:,} subjects, the serving table up to date. Wall seconds, the machine's other work included.",
                  ["", "listens, s", "first lookup answered, s", "CPU s", "resident MiB"], rows, " ".join(notes))

    # d. the console

    def page(self) -> None:
        with Servers(self.folder / "page") as servers:
            url = self.server(servers)
            _, page = fetched(f"{url}/")
            links = re.findall(r'(?:src|href)="([^"]+\.(?:js|css|svg))"', page.decode())
            if not links:
                print("bench: skipped: the console is not built (scripts/web)", file=sys.stderr)
                return
            rows = [["/", f"{fetched(f'{url}/')[0]:,}"]]
            for link in links:
                rows.append([f"`{link}`", f"{fetched(urllib.parse.urljoin(url + '/', link))[0]:,}"])
        self.tell("The console's first page", "What its document names, with brotli, heads not counted.", ["", "bytes"], rows,
                  f"In all {sum(int(row[1].replace(',', '')) for row in rows):,} bytes.")

    def run(self) -> None:
        self.prepare()
        with Servers(self.folder / "first") as servers:
            started = time.monotonic()
            wait_until_ready(self.server(servers), servers)
            print(f"The serving table of {self.people:,} subjects was made in {time.monotonic() - started:.0f} s, "
                  f"{servers.cpu():.0f} s of CPU.", flush=True)
        if "lookup" in self.parts:
            self.lookups()
        if "export" in self.parts:
            self.export()
        if "start" in self.parts:
            self.start()
        if "page" in self.parts:
            self.page()


def fill(psql: list[str], answers: dict[int, str], people: int) -> None:
    subprocess.run([*psql, "-c", "CREATE TABLE person (number TEXT PRIMARY KEY, answer TEXT NOT NULL)"], check=True)
    copy = subprocess.Popen([*psql, "-c", "COPY person FROM STDIN"], stdin=subprocess.PIPE)
    # As COPY wants it: a backslash of JSON is two.
    texts = [(number_of(i), answers[i].replace("\\", "\\\\")) for i in range(len(answers))]
    for i in range(people):
        base, text = texts[i % len(texts)]
        number = number_of(i)
        copy.stdin.write(f"{number}\t{text.replace(base, number).replace(base[:17], number[:17])}\n".encode())
    copy.stdin.close()
    if copy.wait() != 0:
        sys.exit("bench: the table of the Spring service cannot be filled")
    subprocess.run([*psql, "-c", "VACUUM ANALYZE person"], check=True)


def load_row(name: str, subjects: int, load: Load, ours: Load | None = None) -> list[str]:
    return [name, f"{subjects:,}", f"{load.rate:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{load.server_us:.1f}", f"{load.client_us:.1f}",
            f"{ours.server_us / load.server_us:.2f}" if ours else ""]


def wait_until_ready(url: str, servers: Servers) -> None:
    while True:
        try:
            urllib.request.urlopen(f"{url}/health/ready").close()
            return
        except urllib.error.HTTPError:
            if servers.processes[-1].poll() is not None:
                sys.exit("bench: the server ended")
            time.sleep(0.02)


def wait_until_idle(servers: Servers) -> None:
    """What a server does by itself after its start (looking for overdue resources, alerts) is no part of what is measured then."""
    while True:
        before = servers.cpu()
        time.sleep(1)
        if servers.cpu() - before < 0.03:
            return


def resident_mib(pid: int, which: str = "VmRSS") -> float:
    return int(re.search(rf"{which}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def fetched(url: str) -> tuple[int, bytes]:
    """Bytes of the body as sent with brotli, and the body without."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "br"})) as answer:
        size = len(answer.read())
    with urllib.request.urlopen(url) as answer:
        return size, answer.read()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench serve")
    parser.add_argument("--people", type=int, default=10_000_000, help="in the person library (default 10000000)")
    parser.add_argument("--seconds", type=int, default=20, help="of each load")
    parser.add_argument("--only", default=PARTS, help="parts to measure; docs/benchmarks.md is then left alone")
    parser.add_argument("--jutong", type=Path, default=ROOT / "build/release/bin/jutong")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/jutong-bench-serve"), help="for data and peers; emptied at the end")
    parser.add_argument("--python", type=Path, required=True, help="a Python with duckdb, which makes the library large")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.folder.exists():
        sys.exit(f"bench: {options.folder} is there already; remove it or name another --folder")
    options.folder.mkdir(parents=True)
    bench = Serve(options)
    print(bench.conditions)
    try:
        bench.run()
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    print(f"\nGoals missed: {', '.join(bench.misses) or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
