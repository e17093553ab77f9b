#!/usr/bin/env python3
"""kill -9 at random moments of an erasure: done again, nothing mentions the subject, and all others are as after an undisturbed
erasure, to the row.

    test/fault/kill_erase.py --jutong build/dev/bin/jutong [--kills 6] [--seed 1]
"""
import random
import shutil
import subprocess
import time

from common import Bench, SECONDS_MAX, need


def main():
    bench = Bench(__doc__, (("--kills",), {"type": int, "default": 6}), (("--seed",), {"type": int, "default": 1}))
    chance = random.Random(bench.options.seed)
    whole, undisturbed = bench.folder / "whole", bench.folder / "undisturbed"
    bench.run("run", "--from", bench.demo(), data=whole)
    # Somebody whose number was sent with a slip too, so that rows go which do not bear it.
    number = bench.sql("SELECT number FROM library.person WHERE subject IN (SELECT subject FROM meta.link_person) ORDER BY 1", whole)[0][0]
    words = ("erase", number, "--reason", "test")
    shutil.copytree(whole, undisturbed)
    started = time.monotonic()
    bench.run(*words, data=undisturbed)
    seconds = time.monotonic() - started
    wanted = bench.libraries(undisturbed)
    need(number not in str(wanted), "it is still in a library")

    def kill_and_erase():
        data = bench.folder / "killed"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(whole, data)
        moment = round(chance.uniform(0.1, seconds * 0.95), 3)
        process = bench.start(*words, data=data)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=SECONDS_MAX)
        done = bench.run(*words, data=data, code=None)
        need(done.returncode in (0, 6), f"erased again after {moment} s: exit {done.returncode}: {done.stderr[-1500:]}")
        print(f"      killed after {moment} s of {seconds:.1f}, then exit {done.returncode}", flush=True)
        found = bench.json("erase", number, "--search", data=data)["found"]
        need(found == [], f"it is still in {found}")
        bench.check_same(bench.libraries(data), wanted)
        bench.check_clean(data)

    for kill in range(bench.options.kills):
        bench.case(f"kill_erase/{kill + 1}", kill_and_erase)
    bench.finish()


main()
