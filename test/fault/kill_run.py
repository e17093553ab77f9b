#!/usr/bin/env python3
"""kill -9 at random moments of a run: the next run continues, nothing is doubled, and what comes of it is what comes of an
undisturbed run, to the row.

    test/fault/kill_run.py --jutong build/dev/bin/jutong [--kills 12] [--seed 1]
"""
import random
import subprocess

from common import Bench, SECONDS_MAX, need


def main():
    bench = Bench(__doc__, (("--kills",), {"type": int, "default": 12}), (("--seed",), {"type": int, "default": 1}))
    chance = random.Random(bench.options.seed)
    demo = bench.demo()
    seconds, wanted = bench.undisturbed(demo)
    need(len(wanted["person"]) > 200, "the demo gives too few people")
    left = bench.options.kills
    rounds = 0

    # Kills until a run comes to its end by itself, or all kills are spent.
    def kill_and_continue():
        nonlocal left
        data = bench.folder / f"killed{rounds}"
        moments = []
        while left > 0:
            left -= 1
            process = bench.start("run", "--from", demo, data=data)
            moments.append(round(chance.uniform(0, seconds * chance.choice((0.15, 0.9))), 3))
            try:
                output, errors = process.communicate(timeout=moments[-1])
                need(process.returncode == 0, f"the run after kills at {moments} failed: {output[-500:]}{errors[-1500:]}")
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate(timeout=SECONDS_MAX)
        bench.run("run", "--from", demo, data=data)
        print(f"      killed after {moments} s of {seconds:.1f}", flush=True)
        bench.check_same(bench.libraries(data), wanted)
        bench.check_clean(data)
        states = [run["state"] for run in bench.json("status", data=data)["runs"]]
        need(states[0] == "done" and "running" not in states, f"runs are recorded as {states}")
        need(not list((data / "kept").glob("incoming.*")), "half a kept file is left")

    while left > 0:
        rounds += 1
        bench.case(f"kill_run/round {rounds}", kill_and_continue)
    bench.finish()


main()
