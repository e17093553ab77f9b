#!/usr/bin/env python3
"""Goes through the console of two servers in a browser: one with nothing loaded yet, one with a small demo province.

test/console/with_server.py --jutong build/dev/bin/jutong [--out DIR] [JOURNEY…]

Skipped (77) where there is no node, no browser, or a program without its console; scripts/bootstrap and scripts/web make them.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[1]
SKIPPED = 77


class Server:
    def __init__(self, jutong, data):
        self.process = subprocess.Popen([jutong, "serve", "--data", data, "--packs", REPO / "packs", "--listen", "127.0.0.1:0", "--json"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.url = json.loads(self.process.stdout.readline())["addresses"][0].rstrip("/")
        while True:  # lookups follow the lake first
            try:
                urllib.request.urlopen(self.url + "/health/ready").close()
                return
            except OSError:
                time.sleep(0.05)

    def end(self):
        self.process.terminate()
        return self.process.wait(timeout=300)


DESCRIPTION = REPO / "web" / "src" / "api" / "openapi.json"


def description_agrees(server):
    """The console's types are made of the description that is committed; it must be the server's own."""
    own = json.load(urllib.request.urlopen(server.url + "/api/v1/openapi.json"))
    if DESCRIPTION.exists() and json.loads(DESCRIPTION.read_text(encoding="utf-8")) == own:
        return True
    (REPO / "build" / "openapi.json").write_text(json.dumps(own, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"FAIL {DESCRIPTION} is not what the server prints: cp build/openapi.json web/src/api/openapi.json; scripts/web")
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jutong", required=True)
    parser.add_argument("--out", default=str(REPO / "build" / "console"))
    parser.add_argument("journeys", nargs="*")
    options = parser.parse_args()
    jutong = str(pathlib.Path(options.jutong).resolve())
    os.environ["PATH"] = f"{REPO}/.deps/node/bin:{os.environ['PATH']}"
    if not shutil.which("node") or not pathlib.Path("/usr/bin/chromium").exists() or not (REPO / "web" / "node_modules").exists():
        return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-console."))
    failed = 0
    try:
        subprocess.run([jutong, "demo", "generate", "--people", "2000", "--organizations", "500", "--seed", "1", "--out", folder / "in",
                        "--packs", REPO / "packs"], check=True, capture_output=True)
        subprocess.run([jutong, "run", "--from", folder / "in", "--data", folder / "full", "--packs", REPO / "packs"], check=True,
                       capture_output=True)
        number = json.loads(subprocess.run([jutong, "sql", "select number from library.person order by 1 limit 1 offset 40", "--json",
                                            "--data", folder / "full", "--packs", REPO / "packs"], check=True,
                                           capture_output=True).stdout)["rows"][0][0]
        for data, words in ((folder / "empty", ["--empty"]), (folder / "full", ["--number", number])):
            server = Server(jutong, data)
            try:
                if b"<div id=" not in urllib.request.urlopen(server.url + "/").read():
                    return SKIPPED
                failed += not description_agrees(server)
                done = subprocess.run(["node", HERE / "run.mjs", "--server", server.url, "--out", options.out, *words, *options.journeys])
                failed += done.returncode != 0
            finally:
                failed += server.end() != 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
