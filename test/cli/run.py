#!/usr/bin/env python3
"""Runs the behaviour tests: text files that say what an officer does and what must come of it.

    test/cli/run.py --jutong build/dev/bin/jutong [--jobs 2] [--keep] [--postgres] [FILTER…]

A test is a file test/cli/<topic>/*.test. Every test has a new folder with its own data directory `var`. Statements:

    # name: ingest/gb18030              must be the file's own place; the next lines say what the test shows
    embedded                            only with the embedded databases, not with --postgres
    packs   mini                        test/packs/mini (default), or: repository, the packs of the repository, or: none
    file    people.csv gb18030 gz       makes a file of the indented lines below; words: see FILTERS
        姓名,公民身份号码
        张三,\\xFF                       \\x00 … \\xFF raw bytes, \\t tab, \\n line feed, \\r, \\\\, \\e (nothing: keeps a blank line)
    book    a.xlsx 1904                 makes a workbook (.xlsx, .xls) or a table (.dbf) of the lines below: see books.py
    zip     a.zip one.csv b/2.csv=two.csv gbk   packs files of the folder, some under other names; gbk: names in GBK
    script  some Python                 runs it in the test's folder, for files too odd or too large for lines
    sqlite  hr.db                       runs the SQL below in a SQLite file of the folder
    postgres hr                         runs the SQL below in a PostgreSQL database of a server of our own, made when first named:
        create table …                  {hr} is its name, {server} the host of the server; user postgres needs no password, clerk has "secret"
    change  mini/people.yaml            the packs are copied, and in this file the lines after - become those after +
        - key: person_no
        + key: id_number
    run     ingest psb.household --from people.csv       --data and --packs are added where they are not given
    exit    3                           must be said where it is not 0
    out     contains …                  of stdout; also: lacks, matches (regular expression), is (all of it)
    err     contains …                  of stderr
    json    $.loads[0].accepted == 2    == != >= <= > < contains lacks matches; the run has --json then
    let     sha $.loads[0].sha256       {sha} stands for it from here on
    now     T                           {T}: the time, later than all before and earlier than all after
    sql     select a, b from clean.x order by 1  =>  1 | 张三 ; 2 | 李四
    sql     select a from clean.x       many rows: one a line, below
        =>  1
        =>  2
    sql     delete from clean.x         !> lake.statement      must fail, with this on stderr
    present var/kept/*/*                some file has this name; also: absent
    same    one two                     two folders have the same files; also: differ
    remove  var/kept/*/*                deletes files
    unpack  a.tar.zst folder            unpacks an archive into a new folder
    lacks   var 370102199003070817      no file below has this text in its bytes (also UTF-16), .zst, .gz and .xlsx unpacked;
                                        with --postgres no dump of the database either; also: holds
    private folder                      nothing below it can be read by others than the owner

In words of `run`, {repo} is the repository, {dir} the test's folder. Cells of sql: NULL, true, numbers and texts as they
are, lists as [a, b]. A test without an assertion is an error.
"""
import argparse
import concurrent.futures
import datetime
import glob
import gzip
import itertools
import json
import os
import pathlib
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import zipfile

import books

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent
ASSERTIONS = {"exit", "out", "err", "json", "sql", "present", "absent", "same", "differ", "private", "lacks", "holds"}
COMMAND_SECONDS_MAX = 120


class Wrong(Exception):
    """What the test says does not hold, or the test itself is wrong."""


# --- files -----------------------------------------------------------------------------------------------------------

def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


ENCODINGS = {
    "utf-8": ("utf-8", b""), "bom": ("utf-8", b"\xef\xbb\xbf"), "gb18030": ("gb18030", b""),
    "utf-16le": ("utf-16-le", b"\xff\xfe"), "utf-16be": ("utf-16-be", b"\xfe\xff"),
    "utf-16le-without-mark": ("utf-16-le", b""),
}
FILTERS = {
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "no-last-newline": lambda data: data[:-1],
    "gz": lambda data: gzip.compress(data, mtime=0),
    "zst": zstd,
    "half": lambda data: data[:len(data) // 2],             # cut off
    "flipped": lambda data: data[:len(data) // 2] + bytes([data[len(data) // 2] ^ 0x55]) + data[len(data) // 2 + 1:],
}
PIECES = re.compile(r"\\x([0-9A-Fa-f]{2})|\\([tnre\\])|\{([0-9]+)\*([^}]+)\}")  # {1000*a}: a thousand times a
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "e": "", "\\": "\\"}


def bytes_of(lines, words):
    encoding, mark = ENCODINGS["utf-8"]
    for word in words:
        if word in ENCODINGS:
            encoding, mark = ENCODINGS[word]
        elif word not in FILTERS:
            raise Wrong(f"unknown word of file: {word}")
    data = bytearray(mark)
    for line in lines:
        at = 0
        for piece in PIECES.finditer(line):
            data += line[at:piece.start()].encode(encoding)
            byte, escape, times, text = piece.groups()
            data += bytes([int(byte, 16)]) if byte else (text * int(times) if times else ESCAPES[escape]).encode(encoding)
            at = piece.end()
        data += (line[at:] + "\n").encode(encoding)
    data = bytes(data)
    for word in words:
        data = FILTERS.get(word, lambda same: same)(data)
    return data


# --- reading tests ---------------------------------------------------------------------------------------------------

class Statement:
    def __init__(self, line, word, rest):
        self.line, self.word, self.rest, self.block = line, word, rest, []


def read_test(path, root, asserting):
    statements, name, said = [], None, False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("    ") and statements:
            statements[-1].block.append(line[4:])
        elif line.startswith("# name:"):
            name = line.removeprefix("# name:").strip()
        elif line.startswith("#"):
            said = said or len(line) > 2
        elif line.strip():
            word, _, rest = line.partition(" ")
            statements.append(Statement(number, word, rest.strip()))
    if name != str(path.relative_to(root).with_suffix("")):
        raise Wrong(f"the first line must be: # name: {path.relative_to(root).with_suffix('')}")
    if not said:
        raise Wrong("say in a sentence below the name what the test shows")
    if not any(asserting(s.word) for s in statements):
        raise Wrong("nothing is asserted")
    return statements


# --- JSON and SQL ----------------------------------------------------------------------------------------------------

def at_path(value, path):
    if not path.startswith("$"):
        raise Wrong(f"a path begins with $: {path}")
    for key, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", path):
        try:
            value = value[int(index)] if index else len(value) if key == "length" and isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError):
            raise Wrong(f"there is no {path} in {json.dumps(value, ensure_ascii=False)[:400]}") from None
    return value


def compare(actual, how, wanted):
    text = actual if isinstance(actual, str) else json.dumps(actual, ensure_ascii=False)
    try:
        value = json.loads(wanted)
    except ValueError:
        value = wanted
    if how == "contains":
        return value in actual if isinstance(actual, list) else wanted in text
    if how == "lacks":
        return value not in actual if isinstance(actual, list) else wanted not in text
    if how == "matches":
        return re.search(wanted, text) is not None
    if how in ("==", "!="):
        return (actual == value or text == wanted) == (how == "==")
    return {">=": actual >= value, "<=": actual <= value, ">": actual > value, "<": actual < value}[how]


def cell(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(cell(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {cell(item)}" for key, item in value.items()) + "}"
    return str(value)


# --- running tests ---------------------------------------------------------------------------------------------------

class Postgres:
    """A server of our own, with a database for each data directory (--postgres)."""

    SCRIPT = REPO / "test" / "postgres" / "private"

    def __init__(self):
        self.folder, self.lock, self.names = tempfile.mkdtemp(prefix="jutong-pg."), threading.Lock(), {}
        self.numbers = itertools.count()
        subprocess.run([self.SCRIPT, "start", self.folder, str(os.getpid())], check=True, stdout=subprocess.DEVNULL)

    def make(self, data, template=None):
        self.names[str(data)] = f"d{next(self.numbers)}"
        like = f" TEMPLATE {self.names[str(template)]}" if template else ""
        subprocess.run(["psql", "-q", "-h", self.folder, "-U", "postgres", "-c", f"CREATE DATABASE {self.names[str(data)]}{like}"],
                       check=True)

    def words(self, data):
        """What a command on this data directory is told besides."""
        with self.lock:
            if str(data) not in self.names:
                self.make(data)
        return ["--database", f"postgresql://postgres@/{self.names[str(data)]}?host={self.folder}"]

    def copy(self, data, to):
        with self.lock:
            self.make(to, data)

    def stop(self):
        subprocess.run([self.SCRIPT, "stop", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class Departments:
    """A PostgreSQL server with the departments' databases of the tests, started when the first of them is named."""

    def __init__(self):
        self.folder, self.lock, self.numbers, self.started = tempfile.mkdtemp(prefix="jutong-pg."), threading.Lock(), itertools.count(), False

    def psql(self, database, sql):
        done = subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "postgres", "-d", database], input=sql.encode(),
                              capture_output=True, timeout=COMMAND_SECONDS_MAX)
        if done.returncode:
            raise Wrong(done.stderr.decode(errors="replace"))

    def start(self):
        with self.lock:
            if not self.started:
                subprocess.run([Postgres.SCRIPT, "start", self.folder, str(os.getpid())], check=True, stdout=subprocess.DEVNULL)
                self.psql("postgres", "SET password_encryption = 'scram-sha-256'; CREATE USER clerk PASSWORD 'secret';")
                rules = pathlib.Path(self.folder) / "data" / "pg_hba.conf"
                rules.write_text("local all clerk scram-sha-256\n" + rules.read_text())
                self.psql("postgres", "SELECT pg_reload_conf() \\g /dev/null")
                self.started = True

    def make(self):
        self.start()
        name = f"dept{next(self.numbers)}"
        with self.lock:
            self.psql("postgres", f"CREATE DATABASE {name}")
        return name

    def stop(self):
        if self.started:
            subprocess.run([Postgres.SCRIPT, "stop", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class Templates:
    """A data directory in which the packs were applied once; tests begin with a copy of it."""

    def __init__(self, jutong, folder, postgres):
        self.jutong, self.folder, self.lock, self.made, self.postgres = jutong, folder, threading.Lock(), {}, postgres
        self.departments = Departments()

    def copy(self, packs, to):
        with self.lock:
            if packs not in self.made:
                made = self.folder / f"template{len(self.made)}"
                subprocess.run([self.jutong, "pack", "apply", "--packs", packs, "--data", made, *self.database(made)], check=True,
                               capture_output=True, timeout=COMMAND_SECONDS_MAX)
                self.made[packs] = made
            shutil.copytree(self.made[packs], to)
            if self.postgres:
                self.postgres.copy(self.made[packs], to)

    def database(self, data):
        return self.postgres.words(data) if self.postgres else []


class Test:
    ROOT = HERE

    def __init__(self, path, options, templates):
        self.path, self.options, self.templates = path, options, templates
        self.name = str(path.relative_to(self.ROOT).with_suffix(""))

    @staticmethod
    def asserts(word):
        return word in ASSERTIONS

    def end(self):
        pass

    def run(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="t.", dir=self.options.work))
        self.packs, self.values, self.ran, self.checked = str(REPO / "test" / "packs"), {}, None, True
        self.values.update(repo=str(REPO), dir=str(self.folder))
        try:
            statements = read_test(self.path, self.ROOT, self.asserts)
        except Wrong as wrong:
            return f"{self.path}: {wrong}"
        self.at = None
        if self.options.postgres and any(statement.word == "embedded" for statement in statements):
            return None
        try:
            for place, statement in enumerate(statements):
                self.at = statement
                self.following = statements[place + 1:]
                self.do(statement)
            self.check_exit()
        except Wrong as wrong:
            return f"{self.path}:{self.at.line}: {self.at.word} {self.at.rest}\n      {wrong}"
        except subprocess.TimeoutExpired:
            return f"{self.path}:{self.at.line}: took more than {COMMAND_SECONDS_MAX} s"
        finally:
            self.end()
        if not self.options.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        return None

    def do(self, statement):
        getattr(self, "do_" + statement.word, self.unknown)(self.filled(statement.rest), statement.block)

    def unknown(self, *_):
        raise Wrong("unknown statement")

    def filled(self, text):
        return re.sub(r"\{(\w+)\}", lambda m: self.values.get(m[1], m[0]), text)

    def call(self, words, as_json):
        if not (self.folder / "var").exists() and "--data" not in words and words[0] not in ("pack", "demo", "status") and \
                "--fresh" not in words and "-h" not in words and "--help" not in words:
            if not self.packs.startswith(str(self.folder)):
                self.templates.copy(self.packs, self.folder / "var")
        words = [word for word in words if word != "--fresh"]
        command = [self.options.jutong, *words]
        for option, value in (("--data", "var"), ("--packs", self.packs)):
            if option not in words:
                command += [option, value]
        if "--database" not in command:
            command += self.templates.database(self.folder / command[command.index("--data") + 1])
        if as_json and "--json" not in words:
            command.append("--json")
        environment = {**os.environ, "TZ": "Asia/Shanghai"}
        return subprocess.run(command, cwd=self.folder, capture_output=True, timeout=COMMAND_SECONDS_MAX, env=environment,
                              stdin=subprocess.DEVNULL)

    # What follows a run belongs to it, up to the next run.
    def do_run(self, rest, _):
        self.check_exit()
        as_json = False
        for statement in self.following:
            if statement.word == "run":
                break
            as_json = as_json or statement.word in ("json", "let")
        self.ran = self.call(shlex.split(rest), as_json)
        self.out, self.err = self.ran.stdout.decode(errors="replace"), self.ran.stderr.decode(errors="replace")
        self.checked = False

    def what_it_said(self):
        return f"exit {self.ran.returncode}\n      stdout: {self.out.strip()[:1500]}\n      stderr: {self.err.strip()[-1500:]}"

    def check_exit(self):
        if not self.checked and self.ran.returncode != 0:
            raise Wrong("the run before this failed: " + self.what_it_said())
        self.checked = True

    def do_exit(self, rest, _):
        self.checked = True
        if self.ran.returncode != int(rest):
            raise Wrong("it was " + self.what_it_said())

    def check_text(self, text, rest):
        how, _, wanted = rest.partition(" ")
        wanted = wanted.strip()
        if how in ("contains", "lacks"):
            wanted = bytes_of([wanted], [])[:-1].decode()
        ok = {"contains": wanted in text, "lacks": wanted not in text, "is": text.strip() == wanted,
              "matches": how == "matches" and re.search(wanted, text, re.MULTILINE) is not None}
        if how not in ok:
            raise Wrong(f"unknown comparison {how}")
        if not ok[how]:
            raise Wrong("it was " + self.what_it_said())

    def do_out(self, rest, _):
        self.check_text(self.out, rest)

    def do_err(self, rest, _):
        self.check_text(self.err, rest)

    def object(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Wrong("stdout is not one JSON object: " + self.what_it_said()) from None

    def do_json(self, rest, _):
        parts = rest.split(None, 2)
        if len(parts) != 3:
            raise Wrong("write: json $.path == value")
        actual = at_path(self.object(), parts[0])
        if not compare(actual, parts[1], parts[2]):
            raise Wrong("it was " + json.dumps(actual, ensure_ascii=False)[:1500])

    def do_let(self, rest, _):
        name, path = rest.split()
        value = at_path(self.object(), path)
        self.values[name] = value if isinstance(value, str) else json.dumps(value)

    def do_now(self, rest, _):
        self.values[rest] = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).isoformat()

    def do_sql(self, rest, block):
        self.check_exit()
        query, failing, wanted = rest.partition("!>")
        if not failing:
            query, _, wanted = rest.partition("=>")
        done = self.call(["sql", query.strip()], as_json=not failing)
        if failing:
            said = done.stderr.decode(errors="replace")
            if done.returncode == 0 or wanted.strip() not in said:
                raise Wrong(f"exit {done.returncode}: {said.strip()[:800]}")
            return
        if done.returncode != 0:
            raise Wrong(done.stderr.decode(errors="replace").strip()[:1500])
        expected = [row.strip() for row in wanted.split(" ; ")] if wanted.strip() else []
        expected += [self.filled(line.strip().removeprefix("=>").strip()) for line in block if line.strip()]
        rows = [" | ".join(cell(value) for value in row) for row in json.loads(done.stdout)["rows"]]
        if rows != [" | ".join(part.strip() for part in row.split(" | ")) for row in expected]:
            raise Wrong("it was " + " ; ".join(rows)[:3000])

    def do_packs(self, rest, _):
        self.packs = {"mini": str(REPO / "test" / "packs"), "repository": str(REPO / "packs"),
                      "none": str(self.folder / "packs")}[rest]

    def do_file(self, rest, block):
        name, *words = rest.split()
        while block and not block[-1].strip():
            block.pop()
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes_of([self.filled(line) for line in block], words))

    def do_book(self, rest, block):
        name, *words = rest.split()
        while block and not block[-1].strip():
            block.pop()
        (self.folder / name).write_bytes(books.MAKERS[pathlib.Path(name).suffix](block, words))

    def do_zip(self, rest, _):
        name, *members = rest.split()
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        kind = books.GbkInfo if "gbk" in members else zipfile.ZipInfo
        with zipfile.ZipFile(self.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in members:
                if member != "gbk":
                    inner, _, file = member.rpartition("=")
                    archive.writestr(kind(inner or file), (self.folder / file).read_bytes(), zipfile.ZIP_DEFLATED)

    def do_script(self, rest, block):
        subprocess.run([sys.executable, "-c", "\n".join([rest, *map(self.filled, block)])], cwd=self.folder, check=True, timeout=COMMAND_SECONDS_MAX)

    def do_sqlite(self, rest, block):
        connection = sqlite3.connect(self.folder / rest)
        connection.executescript("\n".join(map(self.filled, block)))
        connection.close()

    def do_postgres(self, rest, block):
        self.values["server"] = self.templates.departments.folder
        if rest not in self.values:
            self.values[rest] = self.templates.departments.make()
        self.templates.departments.psql(self.values[rest], "\n".join(map(self.filled, block)))

    def do_change(self, rest, block):
        copy = self.folder / "packs"
        if not copy.exists():
            shutil.copytree(self.packs, copy, ignore=shutil.ignore_patterns("content"))
            for content in pathlib.Path(self.packs).glob("*/content"):
                (copy / content.parent.name / "content").symlink_to(content)
        self.packs = str(copy)
        path = copy / rest
        text = path.read_text(encoding="utf-8")
        removed = [line[2:] for line in block if line.startswith("- ") or line == "-"]
        added = [line[2:] for line in block if line.startswith("+ ") or line == "+"]
        if not removed:
            path.write_text(text + "\n".join(added) + "\n", encoding="utf-8")
            return
        old = "\n".join(removed) + "\n"
        if old not in text:
            raise Wrong(f"{rest} has no such lines")
        path.write_text(text.replace(old, "".join(line + "\n" for line in added), 1), encoding="utf-8")

    def do_present(self, rest, _):
        if not glob.glob(str(self.folder / rest)):
            raise Wrong("no file has this name")

    def do_absent(self, rest, _):
        if found := glob.glob(str(self.folder / rest)):
            raise Wrong("there is " + ", ".join(found)[:500])

    def files_below(self, folder):
        root = self.folder / folder
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def do_same(self, rest, _):
        one, two = map(self.files_below, rest.split())
        if wrong := sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name)) or not one:
            raise Wrong(f"these differ: {wrong}")

    def do_differ(self, rest, _):
        one, two = map(self.files_below, rest.split())
        if one == two:
            raise Wrong("they are the same")

    def do_embedded(self, *_):
        pass

    def do_unpack(self, rest, _):
        archive, folder = rest.split()
        (self.folder / folder).mkdir()
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", self.folder / folder], check=True)

    def bytes_below(self, folder):
        """Every file with its bytes, unpacked where it is packed; and the database."""
        for path in (self.folder / folder).rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                yield str(path), str(path).encode() + data
                if path.suffix == ".zst":
                    yield str(path), subprocess.run(["zstd", "-dqc", path], stdout=subprocess.PIPE, check=True).stdout
                elif data[:2] == b"\x1f\x8b":
                    yield str(path), gzip.decompress(data)
                elif data[:4] == b"PK\x03\x04":
                    with zipfile.ZipFile(path) as archive:
                        for member in archive.namelist():
                            yield f"{path}/{member}", archive.read(member)
        if self.templates.postgres:
            url = self.templates.database(self.folder / folder)[1]
            yield "database", subprocess.run(["pg_dump", url], stdout=subprocess.PIPE, check=True).stdout

    def places_of(self, rest):
        folder, text = rest.split(None, 1)
        wanted = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
        return sorted({name for name, data in self.bytes_below(folder) for one in wanted if one in data})

    def do_lacks(self, rest, _):
        if places := self.places_of(rest):
            raise Wrong(f"it is in {places}")

    def do_holds(self, rest, _):
        if not self.places_of(rest):
            raise Wrong("it is in no file")

    def do_private(self, rest, _):
        paths = list((self.folder / rest).rglob("*"))
        open_ones = [str(path) for path in paths if path.stat().st_mode & 0o077]
        if open_ones or not paths:
            raise Wrong(f"not private: {open_ones[:5]} of {len(paths)}")

    def do_remove(self, rest, _):
        found = glob.glob(str(self.folder / rest))
        if not found:
            raise Wrong("no file has this name")
        for path in found:
            os.unlink(path)


def main(kind=Test):
    parser = argparse.ArgumentParser(description=f"Runs the behaviour tests of {kind.ROOT.relative_to(REPO)}.")
    parser.add_argument("--jutong", default=str(REPO / "build" / "dev" / "bin" / "jutong"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="keep the folders of the tests")
    parser.add_argument("--postgres", action="store_true", help="store and catalogue in a PostgreSQL server of our own")
    parser.add_argument("filters", nargs="*", help="only tests whose name contains one of these")
    options = parser.parse_args()
    options.jutong = str(pathlib.Path(options.jutong).resolve())
    paths = [path for path in sorted(kind.ROOT.glob("*/*.test"))
             if not options.filters or any(text in str(path.relative_to(kind.ROOT)) for text in options.filters)]
    failed = 0
    options.work = tempfile.mkdtemp(prefix="jutong-cli.")
    postgres = Postgres() if options.postgres else None
    templates = Templates(options.jutong, pathlib.Path(options.work), postgres)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        tests = [kind(path, options, templates) for path in paths]
        for test, wrong in zip(tests, pool.map(kind.run, tests)):
            failed += wrong is not None
            print(f"ok    {test.name}" if wrong is None else f"FAIL  {test.name}\n      {wrong}", flush=True)
    templates.departments.stop()
    if postgres:
        postgres.stop()
    if options.keep:
        print(f"folders in {options.work}")
    else:
        shutil.rmtree(options.work, ignore_errors=True)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
