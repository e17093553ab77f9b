#!/usr/bin/env python3
"""Runs the behaviour tests over HTTP: text files that say who asks for what, and what is answered.

    test/api/run.py --jutong build/dev/bin/jutong [--jobs 2] [--keep] [--postgres] [FILTER…]

A test is a file test/api/<room>/*.test. Every test has a new data directory and, from its first request on, a server of its own
(`jutong serve --listen 127.0.0.1:0`). All statements of test/cli/run.py work too (`run` as long as no server runs on the
data directory), and these:

    data    demo                        begin with a small demo province that was run (made once); else: the packs applied, no data
    clock   2026-03-01T00:00:00Z        the server's clock begins there; before the first request, or before `restart`
    serve   --log-all                   more flags of the server; before the first request
    config  server: …                   a configuration file of the indented lines below
    as      steward@health              who asks from here on
    with    If-Match: {etag}            a header of the next request only
    GET     /api/v1/runs?limit=2        a request; also HEAD POST PUT PATCH DELETE OPTIONS
    POST    /api/v1/runs {"command": "fuse"}          a JSON body …
    PUT     /api/v1/definitions/a.b     … or, below, indented: lines of JSON, or with `text NAME` in front a JSON object {NAME: the lines}
    PATCH   /api/v1/uploads/{id} | abc  … or bytes as they stand after | (escapes as in `file`); say their Content-Type with `with`
    PATCH   /api/v1/uploads/{id} < a.csv             … or a file of the test's folder
    200     $.id -> grant               the status, which must be said after each request, and what holds of the answer:
            $.items[0].title == 企业    == != >= <= > < contains lacks matches; `$.path -> name` names a value; `$.x absent`
            header ETag -> etag         of a header: the same comparisons
            body contains a,b           of the body as text
            lines 3                     the body has so many lines
    wait    $.state == done GET /api/v1/runs/{run}   asks again and again until it holds, at most 60 s
    restart                             stops the server and starts it again; `kill`: kill -9 instead
    stop                                stops it; the log is then in server.log
    log     contains …                  of what the server wrote to its log so far; also: lacks, matches

In a path {name} stands for a value named before, and must be written %-encoded where it has to be.
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
import run as cli  # noqa: E402
from run import Wrong, at_path, bytes_of, compare  # noqa: E402

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
WAIT_SECONDS_MAX = 60
DEMO_PEOPLE = 300


class Server:
    """A server process, its address read from what it says first."""

    def __init__(self, command, folder, environment):
        self.log = open(folder / "server.log", "ab")
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.log)
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise Wrong("the server does not start: " + (folder / "server.log").read_text(errors="replace")[-1500:])
        self.url = urllib.parse.urlsplit(json.loads(line)["addresses"][0])

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Wrong("the server does not stop") from None
        finally:
            self.process.stdout.close()
            self.log.close()
        return code


class Test(cli.Test):
    ROOT = HERE
    demo_lock = threading.Lock()

    def __init__(self, path, options, templates):
        super().__init__(path, options, templates)
        self.server, self.actor, self.flags, self.clock, self.headers, self.answer = None, None, [], None, {}, None

    @staticmethod
    def asserts(word):
        return word.isdigit() or word in ("wait", "log") or word in cli.ASSERTIONS

    def do(self, statement):
        if statement.word in METHODS:
            self.check_status()
            self.request(statement.word, self.filled(statement.rest), [self.filled(line) for line in statement.block])
        elif statement.word.isdigit():
            self.check(int(statement.word), [statement.rest, *statement.block])
        else:
            super().do(statement)

    def end(self):
        if self.server:
            server, self.server = self.server, None
            try:
                server.end(signal.SIGKILL)
            except Wrong:
                pass

    def check_exit(self):
        super().check_exit()
        self.check_status()

    # --- the server -----------------------------------------------------------------------------

    def do_data(self, rest, _):
        if rest != "demo":
            raise Wrong("write: data demo")
        self.packs = str(cli.REPO / "packs")
        made = self.folder.parent / "demo"
        with Test.demo_lock:
            if not made.exists():
                part = self.folder.parent / "demo.part"
                words = [str(cli.REPO / "packs"), *self.templates.database(made)]
                subprocess.run([self.options.jutong, "demo", "generate", "--people", str(DEMO_PEOPLE), "--seed", "1", "--out", part / "in"],
                               check=True, capture_output=True)
                subprocess.run([self.options.jutong, "run", "--from", part / "in", "--data", part / "var", "--packs", *words], check=True,
                               capture_output=True)
                part.rename(made)
        shutil.copytree(made / "var", self.folder / "var")
        if self.templates.postgres:
            self.templates.postgres.copy(made, self.folder / "var")

    def do_clock(self, rest, _):
        self.clock = rest

    def do_serve(self, rest, _):
        self.flags += rest.split()

    def do_config(self, rest, block):
        (self.folder / "jutong.yaml").write_text("\n".join([rest, *map(self.filled, block)]) + "\n", encoding="utf-8")
        self.flags += ["--config", "jutong.yaml"]

    def started(self):
        if self.server:
            return self.server
        if not (self.folder / "var").exists():
            self.templates.copy(self.packs, self.folder / "var")
        command = [self.options.jutong, "serve", "--listen", "127.0.0.1:0", "--data", "var", "--packs", self.packs, "--json",
                   *self.flags, *self.templates.database(self.folder / "var")]
        environment = {**os.environ, "TZ": "Asia/Shanghai"}
        if self.clock:
            # Not by the program faketime: it is a process of its own, which signals would end instead of the server.
            library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
            environment |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC", "LD_PRELOAD": str(library),
                            "FAKETIME": "@" + self.clock.replace("T", " ").rstrip("Z")}
        self.server = Server(command, self.folder, environment)
        self.await_ready()
        return self.server

    def await_ready(self):
        """Lookups follow the lake while the server starts."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while self.send("GET", "/health/ready", None, {})[0] != 200:
            if time.monotonic() > deadline:
                raise Wrong("the server does not become ready")
            time.sleep(0.02)

    def do_restart(self, rest, _):
        self.do_stop(rest, _)
        self.started()

    def do_stop(self, *_):
        self.check_status()
        server, self.server = self.started(), None
        if code := server.end():
            raise Wrong(f"the server ended with {code}")

    def do_kill(self, *_):
        self.check_status()
        server, self.server = self.started(), None
        server.end(signal.SIGKILL)
        self.started()

    def do_log(self, rest, _):
        text = (self.folder / "server.log").read_text(errors="replace")
        how, _, wanted = rest.partition(" ")
        if not compare(text, how, wanted):
            raise Wrong("it was " + text[-3000:])

    # --- requests -------------------------------------------------------------------------------

    def do_as(self, rest, _):
        self.actor = rest

    def do_with(self, rest, _):
        name, _, value = rest.partition(":")
        self.headers[name.strip()] = value.strip()

    def body_of(self, rest, block):
        """The path, the bytes of the body, and their type."""
        for mark in (" | ", " < ", " {", " ["):
            path, found, body = rest.partition(mark)
            if found:
                break
        else:
            path, body = rest, ""
        if found == " | ":
            return path, bytes_of([body], [])[:-1], None
        if found == " < ":
            return path, (self.folder / body.strip()).read_bytes(), None
        if found:
            body = found.strip() + body + "\n" + "\n".join(block)
        elif " text " in rest:
            path, _, name = rest.partition(" text ")
            body = json.dumps({name.strip(): "\n".join(block) + "\n"}, ensure_ascii=False)
        elif block:
            body = "\n".join(block)
        return path.strip(), body.encode() if body else None, "application/json" if body else None

    def request(self, method, rest, block):
        path, body, kind = self.body_of(rest, block)
        headers = dict(self.headers)
        self.headers = {}
        if kind:
            headers.setdefault("Content-Type", kind)
        if self.actor:
            headers.setdefault("Jutong-Actor", self.actor)
        self.sent = (method, path, body, headers)
        self.answer = self.send(*self.sent)
        self.seen = False

    def send(self, method, path, body, headers):
        url = self.started().url
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=WAIT_SECONDS_MAX)
        try:
            path = urllib.parse.quote(path, safe="/?&=%:,.;*()!$'@~-_[]\"<>|")
            connection.putrequest(method, path.replace(" ", "%20"), skip_accept_encoding=True, skip_host="Host" in headers)
            if body is not None:
                headers = {**headers, "Content-Length": str(len(body))}
            for name, value in headers.items():
                connection.putheader(name, value.encode())
            connection.endheaders(body)
            response = connection.getresponse()
            return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Wrong(f"no answer: {error!r}") from None
        finally:
            connection.close()

    def check_status(self):
        if self.answer and not self.seen:
            raise Wrong("say the status of the request before this; it was " + self.what_was_answered())

    def what_was_answered(self):
        status, headers, body = self.answer
        return f"{status} {body.decode(errors='replace')[:1500]}"

    def check(self, wanted, lines):
        if not self.answer:
            raise Wrong("nothing was asked for")
        self.seen = True
        if self.answer[0] != wanted:
            raise Wrong("it was " + self.what_was_answered())
        for line in lines:
            if line.strip():
                self.check_line(self.filled(line.strip()))  # it may have a name that the line before it gave

    def check_line(self, line):
        status, headers, body = self.answer
        text = body.decode(errors="replace")
        word, _, rest = line.partition(" ")
        if word == "body":
            how, _, wanted = rest.partition(" ")
            return self.hold(text, how, wanted)
        if word == "lines":
            return self.hold(len(text.splitlines()), "==", rest)
        if word == "header":
            name, _, rest = rest.partition(" ")
            value = headers.get(name.lower())
        elif word.startswith("$"):
            try:
                value = at_path(json.loads(text), word)
            except ValueError:
                raise Wrong("the answer is not JSON: " + self.what_was_answered()) from None
            except Wrong:
                if rest.strip() == "absent":
                    return None
                raise
        else:
            raise Wrong(f"unknown assertion: {line}")
        how, _, wanted = rest.partition(" ")
        if how == "->":
            self.values[wanted.strip()] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            return None
        if how == "absent":
            if value is not None:
                raise Wrong(f"{word} is {value}")
            return None
        return self.hold(value, how, wanted.strip())

    def hold(self, value, how, wanted):
        if not compare("" if value is None and how in ("contains", "lacks", "matches") else value, how, wanted.strip()):
            raise Wrong(f"it was {json.dumps(value, ensure_ascii=False)[:1500]} in {self.what_was_answered()}")

    def do_wait(self, rest, _):
        self.check_status()
        condition, method, path = re.fullmatch(r"(.+?) (GET|HEAD) (\S+)", rest).groups()
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            self.answer, self.seen = self.send(method, path, None, {"Jutong-Actor": self.actor} if self.actor else {}), True
            try:
                return self.check_line(condition)
            except Wrong:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)  # the server works meanwhile; what is waited for is said by its answer


if __name__ == "__main__":
    sys.exit(cli.main(Test))
