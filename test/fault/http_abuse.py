#!/usr/bin/env python3
"""Clients that are slow, wrong, many or gone: the server answers as it should, and goes on serving the others.

test/fault/http_abuse.py --jutong build/dev/bin/jutong [--idle 10000]
"""
import argparse
import json
import pathlib
import resource
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ANSWER_SECONDS_MAX = 30


class Server:
    def __init__(self, jutong, folder, *flags):
        self.folder = folder
        self.command = [jutong, "serve", "--data", str(folder / "var"), "--packs", str(pathlib.Path(__file__).parents[1] / "packs"),
                        "--listen", "127.0.0.1:0", "--json", *flags]
        self.log = open(folder / "server.log", "ab")
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log)
        self.url = json.loads(self.process.stdout.readline())["addresses"][0].rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])

    def connect(self, small=False):
        """`small`: a client that takes little at once."""
        connection = socket.socket()
        connection.settimeout(ANSWER_SECONDS_MAX)
        if small:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def talk(self, data, half_close=False):
        """What comes back for these bytes, to the end of the connection or of the first answer."""
        with self.connect() as connection:
            try:
                connection.sendall(data)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it closed while we were sending: what it said may still be read
            return read_answer(connection)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=ANSWER_SECONDS_MAX) as response:
            return json.load(response)

    def head(self, method, path, *lines):
        return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *lines, "", ""]).encode()


def read_answer(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            break
        if not piece:
            break
        data += piece
    return data.decode("latin-1")


def check(what, holds, said=""):
    print(("ok    " if holds else "FAIL  ") + what + ("" if holds else f"\n      {str(said)[:500]}"), flush=True)
    return bool(holds)


def refusals(server):
    """Requests that cannot be read, each with the status that says why."""
    start = server.head
    cases = [
        ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", "400"),
        ("no version", b"GET /\r\n\r\n", "400"),
        ("HTTP/3", b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505"),
        ("a header of 100 KB", start("GET", "/health/live", "X-Long: " + "a" * 100_000), "431"),
        ("10,000 headers", start("GET", "/health/live", *[f"X-{i}: 1" for i in range(10_000)]), "431"),
        ("a target of 100 KB", start("GET", "/" + "a" * 100_000), "431"),
        ("a body announced as too large", start("POST", "/api/v1/runs", "Content-Type: application/json", "Content-Length: 999999999999"), "413"),
        ("a body that becomes too large", start("POST", "/api/v1/runs", "Content-Type: application/json", "Transfer-Encoding: chunked") +
         (b"10000\r\n" + b"a" * 0x10000 + b"\r\n") * 20, "413"),
        ("two lengths", start("POST", "/api/v1/runs", "Content-Length: 1", "Content-Length: 2") + b"ab", "400"),
        ("a length and chunks", start("POST", "/api/v1/runs", "Content-Length: 4", "Transfer-Encoding: chunked") + b"0\r\n\r\n", "400"),
        ("a negative length", start("POST", "/api/v1/runs", "Content-Length: -1"), "400"),
        ("NUL in a header", start("GET", "/health/live", "X: a\0b"), "400"),
        ("a line feed in a name", b"GET /health/live HTTP/1.1\r\nHo\nst: x\r\n\r\n", "400"),
        ("an escape that is cut off", start("GET", "/api/v1/runs?x=%4"), "400"),
        ("steps up", start("GET", "/assets/%2e%2e/%2e%2e/etc/passwd"), "400"),
    ]
    ok = True
    for name, data, status in cases:
        said = server.talk(data)
        ok &= check(f"{name} is told {status}", said.startswith(f"HTTP/1.1 {status}"), said)
    return ok


def half_closed(server):
    said = server.talk(server.head("GET", "/health/live"), half_close=True)
    return check("a client that has closed its side is answered", said.startswith("HTTP/1.1 200"), said)


def pipelined(server):
    with server.connect() as connection:
        connection.sendall(server.head("GET", "/health/live") * 20)
        data, deadline = b"", time.monotonic() + ANSWER_SECONDS_MAX
        while data.count(b"HTTP/1.1 200") < 20 and time.monotonic() < deadline:
            data += connection.recv(65536)
    return check("20 requests at once are answered in order", data.count(b"HTTP/1.1 200") == 20, data)


def slow_loris(server, count=200):
    """Heads that never end: the others are served, and the slow ones are cut off in the end."""
    slow = [server.connect() for _ in range(count)]
    for connection in slow:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: ")
    began = time.monotonic()
    ok = all([server.get("/health/live")["state"] == "ok" for _ in range(50)])
    ok = check(f"others are served beside {count} slow clients", ok and time.monotonic() - began < 10)
    said = read_answer(slow[0])
    for connection in slow:
        connection.close()
    return check("a head that never ends is cut off", said == "", said) and ok


def idle(server, count):
    """Connections that do nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(count, hard - 200)
    connections = []
    for i in range(count):
        connection = socket.socket()
        if i >= 20_000:
            connection.bind(("127.0.0.2", 0))
        connection.connect(("127.0.0.1", server.port))
        connections.append(connection)
    began = time.monotonic()
    ok = all([server.get("/health/live")["state"] == "ok" for _ in range(100)])
    took = time.monotonic() - began
    memory = int(next(line for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmRSS")).split()[1]) // 1024
    print(f"      {count} idle connections, {memory} MiB resident, 100 requests in {took:.2f} s")
    for connection in connections:
        connection.close()
    return check(f"others are served beside {count} idle connections", ok)


def broken_off(server):
    """Clients that go away in the middle of a request, of an answer, of a stream."""
    for _ in range(100):
        connection = server.connect()
        connection.sendall(server.head("POST", "/api/v1/runs", "Content-Type: application/json", "Content-Length: 100") + b"{")
        connection.close()
        connection = server.connect()
        connection.sendall(server.head("GET", "/api/v1/runs/events"))
        connection.close()
        connection = server.connect()
        connection.sendall(server.head("GET", "/api/v1/openapi.json"))
        connection.close()
    return check("300 clients that went away do no harm", server.get("/health/live")["state"] == "ok")


def killed_under_load(server):
    """kill -9 while runs are asked for: what was acknowledged is there afterwards."""
    acknowledged, stop = [], threading.Event()

    def ask():
        number = 0
        while not stop.is_set():
            number += 1
            body = json.dumps({"command": "backup", "to": f"b{threading.get_ident()}-{number}"}).encode()
            request = urllib.request.Request(server.url + "/api/v1/runs", body, {"Content-Type": "application/json"}, method="POST")
            try:
                with urllib.request.urlopen(request, timeout=ANSWER_SECONDS_MAX) as response:
                    acknowledged.append(json.load(response)["run"])
            except (OSError, ValueError):
                pass

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    while len(acknowledged) < 20:
        time.sleep(0.01)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    stop.set()
    for asker in askers:
        asker.join()
    server.start()
    lost = []
    for run in acknowledged:
        try:
            server.get(f"/api/v1/runs/{run}")
        except OSError:
            lost.append(run)
    return check(f"{len(acknowledged)} acknowledged runs are there after kill -9", not lost, lost)


def stopped(server):
    """A stop lets an answer end and closes what waits."""
    waiting = server.connect()
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(timeout=ANSWER_SECONDS_MAX)
    ok = check("a stop ends well", code == 0, code)
    try:
        closed = waiting.recv(10) == b""
    except ConnectionResetError:  # the server had not taken it yet
        closed = True
    return check("connections that wait are closed", closed, time.monotonic() - began) and ok


def judged(server, folder, *tests):
    """Asks each test of the server, which is gone afterwards with its folder; the exit code."""
    try:
        results = [test(server) for test in tests]
    finally:
        if server.process.poll() is None:
            server.process.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sum(results)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jutong", required=True)
    parser.add_argument("--idle", type=int, default=10_000)
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-http."))
    server = Server(str(pathlib.Path(options.jutong).resolve()), folder)
    return judged(server, folder, refusals, half_closed, pipelined, slow_loris, lambda s: idle(s, options.idle), broken_off, killed_under_load, stopped)


if __name__ == "__main__":
    sys.exit(main())
