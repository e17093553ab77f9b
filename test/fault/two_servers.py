#!/usr/bin/env python3
"""Two servers on one PostgreSQL and one data directory: runs asked of either are done once and seen by both, lookups agree, and
a run of the one is cancelled through the other; then PostgreSQL restarts under them.

test/fault/two_servers.py --jutong build/dev/bin/jutong
"""
import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

from common import PACKS, REPO, Bench, need

PRIVATE = REPO / "test" / "postgres" / "private"
SECONDS_MAX = 120


class Server:
    def __init__(self, bench, database, data):
        command = [*bench.command("serve", "--listen", "127.0.0.1:0", "--json", data=data), "--database", database]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.url = json.loads(self.process.stdout.readline())["addresses"][0].rstrip("/")

    def ask(self, path, body=None):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None,
                                         {"Content-Type": "application/json"} if body is not None else {},
                                         method="POST" if body is not None else "GET")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def wait(self, path, holds, what):
        deadline, said = time.monotonic() + SECONDS_MAX, None
        while time.monotonic() < deadline:
            said = self.ask(path)
            if holds(*said):
                return said[1]
            time.sleep(0.05)
        need(False, f"{what}: {said}")

    def end(self):
        self.process.terminate()
        return self.process.wait(timeout=SECONDS_MAX)


def has_ended(status, run):
    return run["state"] not in ("queued", "running")


def runs_once(bench, one, two):
    """Both are asked for runs; each is done once, by either, and both tell the same of it."""
    runs = []
    for number in range(3):
        for server in (one, two):
            status, run = server.ask("/api/v1/runs", {"command": "fuse", "libraries": [["person", "credit", "macro"][number]],
                                                      "full": server is two})
            need(status == 202, run)
            runs.append(run["run"])
    need(len(set(runs)) == len(runs), runs)
    for run in runs:
        seen = [server.wait(f"/api/v1/runs/{run}", has_ended, "a run ends") for server in (one, two)]
        need([each["state"] for each in seen] == ["done", "done"], seen)


def lookups_agree(bench, one, two):
    numbers = [row[0] for row in bench.sql_of(one)]
    for number in numbers:
        answers = [server.ask(f"/api/v1/subjects/{number}") for server in (one, two)]
        need(answers[0][0] == 200 and answers[0] == answers[1], answers)


def cancelled_by_the_other(bench, one, two):
    """Whichever does it, the other can stop it."""
    status, run = one.ask("/api/v1/runs", {"command": "fuse", "full": True})
    need(status == 202, run)
    path = f"/api/v1/runs/{run['run']}"
    one.wait(path, lambda _, run: run["state"] == "running", "it begins")
    for server in (one, two):
        status, said = server.ask(path + "/cancel", {})
        need(status in (202, 409), said)
    ended = two.wait(path, has_ended, "it ends")
    need(ended["state"] in ("cancelled", "done"), ended)


def outlive_a_restart(bench, one, two):
    """PostgreSQL restarts while both are asked; they answer with failures meanwhile, not wrongly, and well again afterwards."""
    number = bench.sql_of(one)[0][0]
    wrong, stop = [], threading.Event()

    def ask(server):
        while not stop.is_set():
            try:
                status, said = server.ask(f"/api/v1/subjects/{number}")
            except OSError as error:
                wrong.append(repr(error))
                continue
            if status not in (200, 503):
                wrong.append((status, said))

    askers = [threading.Thread(target=ask, args=(server,)) for server in (one, two) for _ in range(2)]
    for asker in askers:
        asker.start()
    subprocess.run([PRIVATE, "restart", bench.server], check=True)
    for server in (one, two):
        server.wait(f"/api/v1/subjects/{number}", lambda status, _: status == 200, "lookups are answered again")
        server.wait("/health/ready", lambda status, _: status == 200, "it is ready again")
    stop.set()
    for asker in askers:
        asker.join()
    need(not wrong, wrong[:3])


def main():
    bench = Bench(__doc__.splitlines()[0])
    bench.server = tempfile.mkdtemp(prefix="jutong-pg.")
    subprocess.run([PRIVATE, "start", bench.server, str(os.getpid())], check=True, stdout=subprocess.DEVNULL)
    database = f"postgresql://postgres@/postgres?host={bench.server}"
    data = bench.folder / "var"
    bench.sql_of = lambda server: json.loads(subprocess.run(
        [*bench.command("sql", "select number from library.person order by 1 limit 20", "--json", data=data), "--database", database],
        check=True, capture_output=True).stdout)["rows"]
    demo = bench.demo(people=300)
    subprocess.run([*bench.command("run", "--from", demo, data=data), "--database", database], check=True, capture_output=True)
    one, two = Server(bench, database, data), Server(bench, database, data)
    try:
        for server in (one, two):
            server.wait("/health/ready", lambda status, _: status == 200, "it is ready")
        for claim in (lookups_agree, runs_once, cancelled_by_the_other, outlive_a_restart):
            bench.case(claim.__name__, lambda claim=claim: claim(bench, one, two))
    finally:
        codes = [one.end(), two.end()]
        subprocess.run([PRIVATE, "stop", bench.server], check=False)
    bench.case("both end well", lambda: need(codes == [0, 0], codes))
    bench.finish()


if __name__ == "__main__":
    main()
