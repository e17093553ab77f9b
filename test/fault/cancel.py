#!/usr/bin/env python3
"""Ctrl-C in the middle of a run: the libraries stay as they were, the run is recorded as cancelled, the next one continues.

    test/fault/cancel.py --jutong build/dev/bin/jutong
"""
import signal

from common import Bench, SECONDS_MAX, need

AT = (("samr.enterprise", signal.SIGINT), ("write person", signal.SIGTERM))


def main():
    bench = Bench(__doc__)
    first, second = bench.demo(), bench.demo(seed=9, name="second")
    undisturbed, data = bench.folder / "undisturbed", bench.folder / "var"
    for target in (undisturbed, data):
        bench.run("run", "--from", first, data=target)
    bench.run("run", "--from", second, data=undisturbed)
    before, after = bench.libraries(data), bench.libraries(undisturbed)
    need(before["person"] != after["person"], "the second province changes nothing")

    def cancelled_at(step, sign):
        process = bench.start("run", "--from", second, data=data)
        for line in process.stderr:
            if line.startswith(step):
                process.send_signal(sign)
                break
        output, errors = process.communicate(timeout=SECONDS_MAX)
        need(process.returncode == 7, f"it ended with {process.returncode}: {output[-500:]}{errors[-1500:]}")
        need("ancel" in errors, f"it does not say that it was cancelled: {errors[-500:]}")
        now = bench.libraries(data)
        need(now["person"] == before["person"] and now["origin.person"] == before["origin.person"], "the library has changed")
        run = bench.json("status", data=data)["runs"][0]
        need(run["state"] == "cancelled", f"the run is recorded as {run}")
        need(not list((data / "kept").glob("incoming.*")), "half a kept file is left")

    for step, sign in AT:
        bench.case(f"cancel/at {step} by {sign.name}", lambda step=step, sign=sign: cancelled_at(step, sign))

    def continues():
        bench.run("run", "--from", second, data=data)
        bench.check_same(bench.libraries(data), after)
        need(bench.json("fsck", data=data)["clean"], "fsck finds faults")

    bench.case("cancel/the next run continues", continues)
    bench.finish()


main()
