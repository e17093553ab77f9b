#!/usr/bin/env python3
"""The disk of a server fills up: what it cannot keep it refuses and says why, what it has acknowledged is there afterwards, lookups go on,
and once there is room all is well without a restart. The disk is a small tmpfs in a mount namespace of its own.

    test/fault/disk_full_server.py --jutong build/dev/bin/jutong
"""
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

from common import Bench, need, skip
from http_abuse import Server

DISK = "96m"
SECONDS_MAX = 60
PACKS = pathlib.Path(__file__).parents[1] / "packs"
FULL = ("file.write", "store.full", "lake.full", "api.scratch")  # reasons that say so
PIECE = b"x" * (1 << 20)


class Client:
    def __init__(self, server):
        self.server = server

    def ask(self, method, path, body=None, **headers):
        """The status and the answer's JSON."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.server.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def well(self, *words, **headers):
        status, answer = self.ask(*words, **headers)
        need(status < 300, f"{words[:2]}: {status} {answer}")
        return answer

    def begin_upload(self, pieces):
        return self.ask("POST", "/api/v1/uploads", {"name": "people.csv", "bytes": pieces * len(PIECE)})

    def add(self, upload, offset, piece=PIECE):
        return self.ask("PATCH", f"/api/v1/uploads/{upload}", piece, Upload_Offset=offset, Content_Type="application/offset+octet-stream")

    def run(self, number):
        return self.well("GET", f"/api/v1/runs/{number}")

    def ended(self, number):
        """A run, once it has ended."""
        end = time.monotonic() + SECONDS_MAX
        while time.monotonic() < end:
            run = self.run(number)
            if run["state"] not in ("queued", "running"):
                return run
            time.sleep(0.05)
        need(False, f"run {number} does not end: {run}")


def refused(answer, what):
    """True where it was refused for want of room; anything else than that and well is wrong."""
    status, said = answer
    if status < 300:
        return False
    need(status == 503 and said["reason"] in FULL, f"{what}: {status} {said}")
    need(any(word in said["detail"] for word in ("full", "space", "disk", "write")), f"{what} does not say why: {said}")
    return True


class Disk:
    def __init__(self, folder):
        self.folder = folder
        self.filler = folder / "filler"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", folder], check=True, capture_output=True)

    def fill(self, but=0):
        """To the last page, `but` for so many bytes."""
        with open(self.filler, "ab", buffering=0) as out:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        out.write(b"\0" * size)
                except OSError:
                    pass
            out.truncate(out.tell() - but)

    def empty(self):
        self.filler.unlink(missing_ok=True)


def main():
    if os.environ.get("JUTONG_DISK_FULL") != "inside":
        if subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"], capture_output=True).returncode != 0:
            skip("this user may not mount")
        os.execvpe("unshare", ["unshare", "-m", sys.executable, *sys.argv], {**os.environ, "JUTONG_DISK_FULL": "inside"})
    bench = Bench(__doc__)
    disk = Disk(bench.folder / "disk")
    (disk.folder / "var").mkdir()
    data = bench.folder / "var"  # where the server has its data; its log is beside, and has room
    data.symlink_to(disk.folder / "var")
    people = bench.folder / "psb.household.csv"
    people.write_text("编号,身份证号,姓名\n1,11010519491231002X,张三\n")

    def jutong(*words):
        return subprocess.run([bench.jutong, *map(str, words), "--data", data, "--packs", PACKS], check=True, capture_output=True, text=True,
                              timeout=SECONDS_MAX)

    for words in (["pack", "apply"], ["ingest", "psb.household", "--from", people], ["fuse"]):
        jutong(*words)
    server = Server(bench.jutong, bench.folder)
    client = Client(server)
    kept = {"runs": [], "received": 0}

    def look_up():
        answer = client.well("GET", "/api/v1/subjects/11010519491231002X")
        need(answer["records"][0]["values"][0]["value"] == "张*", answer)

    def ready():
        end = time.monotonic() + SECONDS_MAX
        while client.ask("GET", "/health/ready")[0] != 200:
            need(time.monotonic() < end, "it does not get ready")
            time.sleep(0.05)
        look_up()

    def uploads():
        kept["upload"] = client.begin_upload(64)[1]["upload"]
        kept["received"] = client.well("PATCH", f"/api/v1/uploads/{kept['upload']}", PIECE, Upload_Offset=0,
                                       Content_Type="application/offset+octet-stream")["received"]
        disk.fill()
        need(refused(client.add(kept["upload"], kept["received"]), "a piece of an upload"), "a piece was taken that no disk has")
        there = len(list((data / "uploads").iterdir()))
        begun = [client.begin_upload(1) for _ in range(20)]
        refusals = [refused(answer, "an upload") for answer in begun]
        need(any(refusals), "20 uploads begin on a full disk")
        need(len(list((data / "uploads").iterdir())) == there + refusals.count(False), "refused uploads leave something behind")

    def saved():
        disk.fill()
        answers = [client.ask("PUT", "/api/v1/mappings/psb.household", {"columns": {"证号": "id_number"}})]
        need(refused(answers[0], "a mapping"), f"a mapping was saved that no disk has: {answers}")
        need(client.well("GET", "/api/v1/mappings/psb.household")["columns"] == {}, "the mapping is there though it was refused")

    def runs():
        # Room for a run's record, and not for what it makes.
        disk.fill(but=128 << 10)
        kept["runs"].append(client.well("POST", "/api/v1/runs", {"command": "backup", "to": "half"})["run"])
        need(client.ended(kept["runs"][0])["state"] == "failed", "a backup is done that no disk has")
        need(not (data / "backups" / "half").exists(), "it leaves half a backup")
        refusals = 0
        for i in range(60):  # the log of the store has room for some, perhaps
            disk.fill()
            status, said = answer = client.ask("POST", "/api/v1/runs", {"command": "backup", "to": f"full{i}"})
            if refused(answer, "a run"):
                refusals += 1
                if refusals > 3:
                    break
            elif status < 300:
                kept["runs"].append(said["run"])
        need(refusals > 0, "60 runs are accepted on a full disk")
        for run in kept["runs"]:
            ended = client.ended(run)
            need(ended["state"] == "failed" and ended["message"], f"a backup onto a full disk: {ended}")
        print(f"      {len(kept['runs'])} runs accepted, {refusals} refused", flush=True)

    def lookups_go_on():
        for _ in range(50):
            look_up()
        need(client.well("GET", "/health/live")["state"] == "ok", "it is not alive")

    def goes_on():
        disk.empty()
        for run in kept["runs"]:
            need(client.run(run)["state"] == "failed", f"run {run} is not what it was")
        received = client.well("GET", f"/api/v1/uploads/{kept['upload']}")["received"]
        need(received >= kept["received"], f"{received} bytes are there, {kept['received']} were acknowledged")
        status, said = client.add(kept["upload"], received)
        need(status == 200 and said["received"] == received + len(PIECE), f"the upload does not go on: {said}")
        need(client.well("PUT", "/api/v1/mappings/psb.household", {"columns": {"证号": "id_number"}})["columns"] == {"证号": "id_number"}, "no mapping")
        rows = "编号,证号,姓名\n2,440524188001010014,李四\n".encode()
        upload = client.well("POST", "/api/v1/uploads", {"name": "psb.household2.csv", "bytes": len(rows)})["upload"]
        need(client.add(upload, 0, rows)[0] == 200, "the second upload")
        for words in ({"command": "ingest", "resource": "psb.household", "upload": upload}, {"command": "fuse"}, {"command": "backup", "to": "after"}):
            ended = client.ended(client.well("POST", "/api/v1/runs", words)["run"])
            need(ended["state"] == "done", f"{words}: {ended}")
        look_up()
        need(client.well("GET", "/api/v1/subjects/440524188001010014")["records"], "the new one is not found")

    def stops():
        server.process.terminate()
        need(server.process.wait(timeout=SECONDS_MAX) == 0, "the server does not end well")
        need(json.loads(jutong("fsck", "--json").stdout)["clean"] is True, "fsck finds faults")

    try:
        for name, test in (("lookups before", ready), ("uploads", uploads), ("mappings", saved), ("runs", runs), ("lookups go on", lookups_go_on),
                           ("all goes on once there is room", goes_on), ("stops, and is whole", stops)):
            bench.case(f"disk_full_server/{name}", test)
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
    if bench.failed:
        print((bench.folder / "server.log").read_text()[-3000:])
    subprocess.run(["umount", "-l", disk.folder], capture_output=True)
    bench.finish()


main()
