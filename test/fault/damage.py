#!/usr/bin/env python3
"""What happens to a lake from outside: a file flipped, cut, gone or unreadable; the catalogue held by another program; the
clock going back; a pack changed during a run.

    test/fault/damage.py --jutong build/dev/bin/jutong
"""
import random
import re
import shutil
import signal
import sqlite3
import subprocess

from common import Bench, SECONDS_MAX, need


def main():
    bench = Bench(__doc__)
    chance = random.Random(7)
    files = ("psb.household", "hrss.insurance")
    demo = bench.demo(files=files)
    sound = bench.folder / "sound"
    bench.run("run", "--from", demo, data=sound)

    def copy(name):
        data = bench.folder / name
        shutil.copytree(sound, data)
        return data

    def golden_file(data):
        return max((data / "lake" / "files" / "library" / "person").glob("*.parquet"), key=lambda path: path.stat().st_size)

    # Every command that needs the file says what is wrong, and fsck names it; none crashes, none gives wrong rows as right.
    def found(data, path):
        fsck = bench.json("fsck", data=data, code=10)
        faults = [fault for finding in fsck["findings"] for fault in finding["faults"]]
        need(any(path.name in fault for fault in faults), f"fsck does not name {path.name}: {faults}")
        read = bench.run("sql", "SELECT count(DISTINCT name) FROM library.person", data=data, code=None)
        need(read.returncode in (0, 3, 9, 10) and (read.returncode == 0) == (read.stderr == ""), f"sql: {read.returncode} {read.stderr}")

    def flipped():
        for round_ in range(4):
            data = copy(f"flipped{round_}")
            path = golden_file(data)
            content = bytearray(path.read_bytes())
            place = chance.randrange(len(content))
            content[place] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            found(data, path)

    def cut():
        data = copy("cut")
        path = golden_file(data)
        path.write_bytes(path.read_bytes()[:-100])
        found(data, path)

    def gone():
        data = copy("gone")
        path = golden_file(data)
        path.unlink()
        found(data, path)

    def unreadable():
        data = copy("unreadable")
        path = golden_file(data)
        path.unlink()
        path.mkdir()  # root reads everything else
        found(data, path)

    def catalogue_locked():
        data = copy("locked")
        connection = sqlite3.connect(data / "lake" / "catalog.sqlite", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        other = bench.demo(seed=8, name="other", files=files)
        # At a commit the engine cannot tell a lock that stays from a writer that was quicker: then it is a conflict.
        done = bench.run("run", "--from", other, data=data, code=None)
        need((done.returncode, "lake.busy" in done.stderr) in ((9, True), (7, False)), f"exit {done.returncode}: {done.stderr[-800:]}")
        need("Another program holds the lake's catalogue" in done.stderr, f"it says: {done.stderr[-800:]}")
        connection.execute("ROLLBACK")
        connection.close()
        bench.run("run", "--from", other, data=data)
        need(bench.json("fsck", data=data)["clean"], "fsck finds faults")

    def clock_goes_back():
        data = copy("clock")
        before = bench.sql("SELECT max(snapshot_id) FROM ducklake_snapshots('lake')", data)
        other = bench.demo(seed=9, name="earlier", files=files)
        command = ["faketime", "-f", "-40d", *bench.command("run", "--from", other, data=data)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
        need(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-1500:]}")
        need(bench.sql("SELECT max(snapshot_id) FROM ducklake_snapshots('lake')", data) > before, "nothing was committed")
        need(bench.json("fsck", data=data)["clean"], "fsck finds faults")
        # The right time again: nothing is fused twice, nothing is forgotten.
        again = bench.json("run", "--from", other, data=data)
        need(all(library["skipped"] for library in again["libraries"]), f"fused again: {again['libraries']}")
        incremental = bench.sql("SELECT list(l ORDER BY number)::VARCHAR FROM library.person l", data)
        bench.run("fuse", "--full", data=data)
        need(bench.sql("SELECT list(l ORDER BY number)::VARCHAR FROM library.person l", data) == incremental, "a full fusion gives another result")

    # The run goes on with the packs that it began with, and says so; the next run takes the new ones.
    def pack_changed():
        data = copy("pack_changed")
        packs = bench.folder / "changing"
        shutil.copytree(bench.packs, packs)
        other = bench.demo(seed=10, name="third", files=files)
        words = [word if word != str(bench.packs) else str(packs) for word in bench.command("run", "--from", other, data=data)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=bench.folder)
        for line in process.stderr:
            if line.startswith("hrss.insurance"):
                break
        process.send_signal(signal.SIGSTOP)
        pack = packs / "shandong" / "pack.yaml"
        pack.write_text(re.sub(r"version: .*", "version: 2099.1.1", pack.read_text()))
        (packs / "shandong" / "libraries" / "person.yaml").write_text("library: [broken")
        process.send_signal(signal.SIGCONT)
        output, errors = process.communicate(timeout=SECONDS_MAX)
        need(process.returncode == 0, f"exit {process.returncode}: {output[-500:]}{errors[-1500:]}")
        applied = {pack["name"]: pack["version"] for pack in bench.json("status", data=data)["packs"]}
        need("2099" not in str(applied), f"the changed pack is said to be applied: {applied}")
        need(bench.json("fsck", data=data)["clean"], "fsck finds faults")

    bench.case("damage/a flipped bit", flipped)
    bench.case("damage/a file cut short", cut)
    bench.case("damage/a file gone", gone)
    bench.case("damage/a file that cannot be read", unreadable)
    bench.case("damage/the catalogue locked", catalogue_locked)
    bench.case("damage/the clock goes back", clock_goes_back)
    bench.case("damage/a pack changed during a run", pack_changed)
    bench.finish()


main()
