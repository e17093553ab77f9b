#!/usr/bin/env python3
"""PostgreSQL goes away in mid-run: the run says so and ends with exit code 9, nothing is half done, and the next run makes
what an undisturbed run makes, to the row.

    test/fault/postgres_gone.py --jutong build/dev/bin/jutong [--times 6] [--seed 1]
"""
import os
import random
import shutil
import subprocess
import tempfile

from common import Bench, REPO, SECONDS_MAX, need, skip

SCRIPT = REPO / "test" / "postgres" / "private"


class OnPostgres(Bench):
    """Every command works on a database of the private server, one for each data directory."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.server = tempfile.mkdtemp(prefix="jutong-pg.")
        self.made = {}
        self.act("start", str(os.getpid()))

    def act(self, action, *more):
        subprocess.run([SCRIPT, action, self.server, *more], check=True, stdout=subprocess.DEVNULL)

    def command(self, *words, data):
        if str(data) not in self.made:
            self.made[str(data)] = f"d{len(self.made)}"
            self.act("database", self.made[str(data)])
        return [*super().command(*words, data=data), "--database",
                f"postgresql://postgres@/{self.made[str(data)]}?host={self.server}"]

    def finish(self):
        self.act("stop")
        shutil.rmtree(self.server, ignore_errors=True)
        super().finish()


def main():
    if subprocess.run(["find", "/usr/lib/postgresql", "-name", "initdb"], capture_output=True, check=False).stdout == b"":
        skip("no PostgreSQL server is installed")
    bench = OnPostgres(__doc__, (("--times",), {"type": int, "default": 6}), (("--seed",), {"type": int, "default": 1}))
    chance = random.Random(bench.options.seed)
    demo = bench.demo()
    seconds, wanted = bench.undisturbed(demo)
    data = bench.folder / "disturbed"

    def goes_away():
        process = bench.start("run", "--from", demo, data=data)
        moment = round(chance.uniform(0.2, 0.8) * seconds, 2)
        try:
            output, errors = process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            bench.act("restart")  # killed at once, and there again
            output, errors = process.communicate(timeout=SECONDS_MAX)
        # It may have been between two uses of the server, which then comes back unseen.
        need(process.returncode in (0, 9), f"after {moment} s: exit {process.returncode}\n{output[-500:]}{errors[-1500:]}")
        if process.returncode == 9:
            reasons = ("lake.lost", "lake.engine", "store.lost", "store.open")
            need(any(reason in errors for reason in reasons), f"it says: {errors[-1500:]}")
        print(f"      gone after {moment} s of {seconds:.1f}: exit {process.returncode}", flush=True)

    for time_ in range(bench.options.times):
        bench.case(f"postgres_gone/{time_ + 1}", goes_away)

    def whole_at_the_end():
        bench.run("run", "--from", demo, data=data)
        bench.check_same(bench.libraries(data), wanted)
        bench.check_clean(data)

    def no_server():
        bench.act("stop")
        done = bench.run("run", "--from", demo, data=data, code=9)
        need("PostgreSQL" in done.stderr, f"it says: {done.stderr}")
        bench.run("status", data=data, code=9)

    bench.case("postgres_gone/the next run makes it whole", whole_at_the_end)
    bench.case("postgres_gone/no server at all", no_server)
    bench.finish()


main()
