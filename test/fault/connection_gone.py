#!/usr/bin/env python3
"""A department's PostgreSQL stops, or jutong is killed, in the middle of the rows of a table.

The middle is certain: a row of the table waits for a lock that this script holds. Nothing may stay of what was read, and the next run
is whole.
"""
import os
import pathlib
import signal
import shutil
import subprocess
import tempfile

from common import REPO, Bench, Failed, need, skip

ROWS = 20_000
PACK = """\
pack: small
title: 小
version: "1"
---
department: psb
title: 公安局
---
resource: psb.people
title: 人员
code: 1/01/001/0001
provider: psb
summary: 人员
format: 数据库
update: other
published: 2026-01-05
key: no
share: {type: denied, basis: 法}
open: {type: denied, basis: 法}
fields:
  - {name: no, title: 编号, element: integer}
  - {name: note, title: 说明, element: text}
sources:
  - {connection: hr, table: public.shaky, since: no, columns: {no: no, note: note}}
"""
TABLE = f"""
create table people as select i as no, 'x' as note from generate_series(1, {ROWS}) i;
create function slow(bigint) returns text language plpgsql volatile as $$
begin
  if $1 = {ROWS // 2} then perform pg_advisory_xact_lock_shared(7); end if;
  return 'x';
end $$;
create view shaky as select no, slow(no) as note from people;
"""


def main():
    if subprocess.run(["find", "/usr/lib/postgresql", "-name", "initdb"], capture_output=True, check=False).stdout == b"":
        skip("no PostgreSQL server is installed")
    bench = Bench(__doc__)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-pg."))
    script = REPO / "test" / "postgres" / "private"

    def act(action, *words):
        subprocess.run([script, action, folder, *words], check=True, stdout=subprocess.DEVNULL)

    psql = ["psql", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", str(folder), "-U", "postgres"]

    def sql(text):
        return subprocess.run(psql, input=text, text=True, check=True, capture_output=True).stdout.strip()

    act("start", str(os.getpid()))
    sql(TABLE)
    packs = bench.folder / "packs" / "small"
    packs.mkdir(parents=True)
    (packs / "pack.yaml").write_text(PACK.split("---\n", 1)[0], encoding="utf-8")
    (packs / "all.yaml").write_text(PACK.split("---\n", 1)[1], encoding="utf-8")
    (bench.folder / "connections.yaml").write_text(
        f"connections:\n  - {{name: hr, kind: postgresql, host: {folder}, database: postgres, user: postgres}}\n", encoding="utf-8")
    data = bench.folder / "var"

    def words(*more):
        return [bench.jutong, *more, "--packs", str(packs.parent), "--data", str(data)]

    def ingest():
        return subprocess.Popen(words("ingest", "psb.people", "--connections", str(bench.folder / "connections.yaml")),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def in_the_middle(act_then):
        """Starts a reading, waits until it waits for the lock, and does something."""
        lock = subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        lock.stdin.write("select pg_advisory_lock(7), 'held';\n")
        lock.stdin.flush()
        need("held" in lock.stdout.readline(), "the lock is held")
        reading = ingest()
        try:
            while sql("select count(*) from pg_locks where locktype = 'advisory' and not granted") == "0":
                if reading.poll() is not None:
                    raise Failed(f"the reading ended before its middle: {reading.communicate()}")
            act_then(reading)
            return reading.communicate(timeout=60)[1], reading.returncode
        finally:
            reading.kill()
            lock.kill()
            lock.wait()

    def nothing_stayed():
        left = [str(path) for path in pathlib.Path(data / "kept").rglob("*") if path.is_file() and "made." not in path.name]
        need(not left, f"kept files stay: {left}")
        done = subprocess.run(words("sql", "select count(*) from clean.psb_people"), capture_output=True, text=True, check=True)
        need("\n0\n" in done.stdout, f"rows stay: {done.stdout}")

    def server_stops():
        err, code = in_the_middle(lambda _: act("stop", "immediate"))
        act("restart")
        need(code == 9 and "ingest.connection.lost" in err, f"exit {code}: {err}")
        nothing_stayed()

    def jutong_is_killed():
        _, code = in_the_middle(lambda reading: reading.send_signal(signal.SIGKILL))
        need(code == -signal.SIGKILL, f"exit {code}")
        nothing_stayed()

    def user_cancels():
        err, code = in_the_middle(lambda reading: reading.send_signal(signal.SIGINT))
        need(code == 7 and "run.cancelled" in err, f"exit {code}: {err}")
        nothing_stayed()

    def next_run_is_whole():
        done = ingest()
        _, err = done.communicate(timeout=120)
        need(done.returncode == 0, err)
        done = subprocess.run(words("sql", "select count(*), (select watermark from meta.fetch) from clean.psb_people"),
                              capture_output=True, text=True, check=True)
        need(str(ROWS) in done.stdout, done.stdout)
        done = subprocess.run(words("fsck"), capture_output=True, text=True)
        need(done.returncode == 0, done.stdout + done.stderr)

    bench.case("connection_gone/the server stops", server_stops)
    bench.case("connection_gone/jutong is killed", jutong_is_killed)
    bench.case("connection_gone/the user cancels", user_cancels)
    bench.case("connection_gone/the next run is whole", next_run_is_whole)
    act("stop")
    shutil.rmtree(folder, ignore_errors=True)
    bench.finish()


main()
