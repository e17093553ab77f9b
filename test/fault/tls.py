#!/usr/bin/env python3
"""The server over TLS: what it speaks and what it refuses, certificates that are wrong, clients that stop half-way.

test/fault/tls.py --jutong build/dev/bin/jutong
"""
import argparse
import json
import pathlib
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings

from common import skip
from http_abuse import ANSWER_SECONDS_MAX, Server, check, judged

PACKS = pathlib.Path(__file__).parents[1] / "packs"
HANDSHAKE_SECONDS_MAX = 25  # the server's own limit is 15
ROWS = 40_000  # of 250 bytes: more than all buffers between server and client take
EXPORTS_AT_ONCE = 4


class Secure(Server):
    """A server with a certificate, and what trusts it."""

    def __init__(self, jutong, folder):
        self.context = ssl.create_default_context(cafile=str(folder / "a.pem"))
        super().__init__(jutong, folder, "--certificate", str(folder / "a.pem"), "--key", str(folder / "a.key"))

    def secure(self, context=None, **options):
        return (context or self.context).wrap_socket(self.connect(**options), server_hostname="127.0.0.1")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=ANSWER_SECONDS_MAX, context=self.context) as response:
            return json.load(response)

    def lives(self):
        return self.get("/health/live")["state"] == "ok"


def make_certificate(folder, name, *more):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem",
                    *(more or ["-nodes"])], check=True, capture_output=True)


def fill(jutong, folder):
    """A library with one person, and a table that is large."""
    lines = ["编号,身份证号,姓名", "1,11010519491231002X,张三", *[f"{i}{'x' * 240},,李四" for i in range(ROWS)]]
    (folder / "psb.household.csv").write_text("\n".join(lines) + "\n")
    for words in (["pack", "apply"], ["ingest", "psb.household", "--from", folder / "psb.household.csv"], ["fuse"]):
        subprocess.run([jutong, *words, "--data", folder / "var", "--packs", PACKS], check=True, capture_output=True)


def refuses_wrong_files(jutong, folder):
    make_certificate(folder, "b")
    make_certificate(folder, "locked", "-passout", "pass:secret")
    (folder / "none.pem").write_text("no certificate")
    ok = True
    for what, certificate, key, named in (("another's key", "a.pem", "b.key", "b.key"), ("a key with a password", "locked.pem", "locked.key", "locked.key"),
                                          ("what is no certificate", "none.pem", "a.key", "none.pem"), ("no such key", "a.pem", "no.key", "no.key"),
                                          ("a certificate without a key", "a.pem", None, "its key")):
        words = ["--certificate", folder / certificate, *(["--key", folder / key] if key else [])]
        done = subprocess.run([jutong, "serve", "--listen", "127.0.0.1:0", "--data", folder / "other", "--packs", PACKS, *words],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=ANSWER_SECONDS_MAX, start_new_session=True)
        said = done.stderr.splitlines()
        told = any("http.certificate" in line and named in line for line in said) or ("http.certificate" in done.stderr and named in done.stderr)
        ok &= check(f"{what} is refused when it starts", done.returncode == 3 and told, f"exit {done.returncode}: {done.stderr}")
    return ok


def versions(server):
    ok = True
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(server.folder / "a.pem"))
        context.minimum_version = context.maximum_version = version
        with server.secure(context) as connection:
            connection.sendall(server.head("GET", "/health/live"))
            ok &= check(f"{connection.version()} is spoken", connection.recv(65536).startswith(b"HTTP/1.1 200"))
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is out of use is the point
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        server.secure(old).close()
        said = "the handshake went well"
    except (ssl.SSLError, ConnectionResetError) as error:
        said = ""
        ok &= check("TLS 1.1 is refused", "NO_PROTOCOLS_AVAILABLE" not in str(error), error)
    return ok and check("TLS 1.1 gets no connection", not said, said)


def answers(server):
    subject = server.get("/api/v1/subjects/11010519491231002X?library=person")
    ok = check("a lookup", subject["records"][0]["values"][0]["value"] == "张*", subject)
    with urllib.request.urlopen(server.url + "/api/v1/resources/psb.household/rows?format=csv&columns=person_no", context=server.context,
                                timeout=ANSWER_SECONDS_MAX) as response:
        lines = response.read().split(b"\r\n")
    whole = sorted(map(len, lines[1:-1]))  # rows come in any order
    ok &= check(f"an export of {ROWS:,} rows", len(whole) == ROWS + 1 and whole[0] == 1 and set(whole[1:]) <= set(range(241, 246)), whole[:3])
    # Two in one write, answered over the same connection.
    with server.secure() as connection:
        connection.sendall(server.head("GET", "/health/live") + server.head("GET", "/api/v1/subjects/11010519491231002X", "Connection: close"))
        said = b"".join(iter(lambda: connection.recv(65536), b""))
    return check("two requests in one record", said.count(b"HTTP/1.1 200") == 2, said) and ok


def plain(server):
    with server.connect() as connection:
        connection.sendall(server.head("GET", "/health/live"))
        said = b"".join(iter(lambda: received(connection), b""))
    return check("plain HTTP gets no answer", b"HTTP" not in said, said) and check("and does no harm", server.lives())


def half_handshakes(server):
    """Clients that say nothing, the beginning of a greeting, or a byte now and then."""
    hello = greeting()
    silent, begun, dripping = (server.connect() for _ in range(3))
    begun.sendall(hello[:20])
    many = [server.connect() for _ in range(200)]
    began = time.monotonic()
    ok = check("others are served beside 200 half handshakes", all([server.lives() for _ in range(20)]) and time.monotonic() - began < 10)
    sent, ended = 0, False
    dripping.settimeout(0.1)
    while not ended and time.monotonic() - began < HANDSHAKE_SECONDS_MAX:
        try:
            dripping.sendall(hello[sent:sent + 1])  # fewer bytes than it would take to be whole
            sent += 1
            ended = dripping.recv(100) == b""
        except TimeoutError:
            pass
        except OSError:
            ended = True
    ok &= check("a greeting that drips is cut off", ended and sent < len(hello), sent)
    for name, connection in (("silence", silent), ("half a greeting", begun)):
        ok &= check(f"{name} is cut off", received(connection) == b"", "it is open still")
    for connection in many:
        connection.close()
    return ok


def broken_exports(server):
    """Clients that are gone in the middle of an answer free what it held."""
    path = "/api/v1/resources/psb.household/rows?format=ndjson"
    for _ in range(EXPORTS_AT_ONCE * 2):
        with server.secure(small=True) as connection:
            connection.sendall(server.head("GET", path))
            if not until(lambda: connection.recv(4096).startswith(b"HTTP/1.1 200"), again=lambda: connection.sendall(server.head("GET", path))):
                return check("an export begins", False)
            # As a process that is killed: reset, without a goodbye of TLS.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.socket(fileno=connection.detach()).close()

    def whole():
        with urllib.request.urlopen(server.url + path, context=server.context, timeout=ANSWER_SECONDS_MAX) as response:
            return response.read().count(b"\n") == ROWS + 1

    return check(f"{EXPORTS_AT_ONCE * 2} broken exports free their places", until(whole))


def until(holds, again=lambda: None):
    """Asks again for a while, where the answer is that others are at work."""
    end = time.monotonic() + ANSWER_SECONDS_MAX
    while time.monotonic() < end:
        try:
            if holds():
                return True
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
        again()
    return False


def greeting():
    """The first bytes of a client, as Python's own says them."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        ssl.create_default_context().wrap_bio(into, out, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def received(connection):
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


def stopped(server):
    waiting = server.secure()
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(timeout=ANSWER_SECONDS_MAX)
    return check("a stop ends well", code == 0, code) and check("and says goodbye", received(waiting) == b"")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jutong", required=True)
    jutong = str(pathlib.Path(parser.parse_args().jutong).resolve())
    if not shutil.which("openssl"):
        skip("there is no openssl to make a certificate")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-tls."))
    make_certificate(folder, "a")
    fill(jutong, folder)
    return judged(Secure(jutong, folder), folder, lambda _: refuses_wrong_files(jutong, folder), versions, answers, plain, half_handshakes,
                  broken_exports, stopped)


if __name__ == "__main__":
    sys.exit(main())
