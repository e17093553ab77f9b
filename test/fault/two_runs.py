#!/usr/bin/env python3
"""Two runs at once: the second is refused, naming the pid of the first; readers work meanwhile.

    test/fault/two_runs.py --jutong build/dev/bin/jutong
"""
import shutil
import signal
import subprocess

from common import Bench, SECONDS_MAX, need


def main():
    bench = Bench(__doc__)
    first = bench.demo(files=("psb.household", "hrss.insurance"))
    second = bench.demo(seed=9, name="second", files=("psb.household", "hrss.insurance", "medins.enrolment"))
    data = bench.folder / "var"
    bench.run("run", "--from", first, data=data)
    number = bench.sql("SELECT min(number) FROM library.person", data)[0][0]
    before = bench.sql("SELECT count(*) FROM library.person", data)

    # The writer, stopped in the middle of its work.
    def writer():
        process = bench.start("run", "--from", second, data=data)
        for line in process.stderr:
            if line.startswith("medins.enrolment"):
                process.send_signal(signal.SIGSTOP)
                return process
        raise AssertionError("the run never came to medins.enrolment")

    def end(process):
        process.send_signal(signal.SIGCONT)
        output, errors = process.communicate(timeout=SECONDS_MAX)
        need(process.returncode == 0, f"the first run failed: {output[-500:]}{errors[-1000:]}")

    def refused():
        process = writer()
        try:
            for words in (["run", "--from", str(second)], ["ingest", "psb.household", "--from", str(second / "psb.household.csv")],
                          ["fuse"], ["pack", "apply"]):
                done = bench.run(*words, data=data, code=7)
                need(str(process.pid) in done.stderr, f"{words[0]} does not name the pid {process.pid}: {done.stderr}")
            answers = {words[0]: bench.json(*words, data=data) for words in
                       (["sql", "SELECT count(*) FROM library.person"], ["status"], ["quality"], ["lookup", number], ["fsck"])}
            need(answers["sql"]["rows"] == before, "a reader sees half a run")
            need(answers["status"]["writer"] == process.pid, f"status does not name the writer: {answers['status']['writer']}")
            need(answers["status"]["runs"][0]["state"] == "running", f"status: {answers['status']['runs'][0]}")
            need(answers["lookup"]["records"][0]["number"] == number, "lookup does not work")
            need(answers["fsck"]["clean"], f"fsck: {answers['fsck']}")
        finally:
            end(process)
        need(bench.json("status", data=data)["writer"] is None, "the writer is gone, status does not know")

    # Both started at once: exactly one does it, whichever.
    def race():
        racing = bench.folder / "racing"
        processes = [bench.start("run", "--from", first, data=racing) for _ in range(3)]
        ends = []
        for process in processes:
            output, errors = process.communicate(timeout=SECONDS_MAX)
            ends.append((process.returncode, errors[-500:]))
        need(sorted(code for code, _ in ends) == [0, 7, 7], f"three runs at once ended with {ends}")
        need(bench.json("fsck", data=racing)["clean"], "fsck finds faults after a race")
        shutil.rmtree(racing)

    # Readers while the writer goes on: each answer is that of a whole state.
    def readers():
        reading = bench.folder / "reading"
        shutil.copytree(data, reading)
        third = bench.demo(seed=11, name="third", files=("psb.household", "hrss.insurance", "medins.enrolment"))
        process = subprocess.Popen(bench.command("run", "--from", third, data=reading), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, cwd=bench.folder)
        asked = 0
        while process.poll() is None or asked == 0:
            rows = bench.sql("SELECT (SELECT sum(added) - sum(ended) FROM meta.load WHERE resource = 'psb.household') = (SELECT count(row_id) FROM clean.psb_household), "
                             "(SELECT count(number) FROM library.person) = (SELECT count(subject) FROM meta.origin_person)", reading)
            need(rows == [[True, True]], f"a reader saw {rows}")
            bench.json("quality", "psb.household", data=reading)
            asked += 1
        need(process.returncode == 0, f"the run ended with {process.returncode}")
        need(asked > 2, "the run was too short to be read beside")

    bench.case("two_runs/the second is refused and readers work", refused)
    bench.case("two_runs/of three started at once one runs", race)
    bench.case("two_runs/readers see whole states", readers)
    bench.finish()


main()
