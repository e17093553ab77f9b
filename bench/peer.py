"""DuckDB at the same work: one measured piece a process, so that its CPU time and memory are its own.

    peer.py load inferred|typed FILE.csv LAKE       read_csv into a DuckLake table; checks nothing
    peer.py fuse join|group OURS LAKE               the feeds of OURS (a data directory of jutong) into golden, origin and conflicts
    peer.py compare OURS LAKE                       prints how far these differ, as JSON
"""
import json
import os
import sys
from pathlib import Path

import duckdb

import survivorship

EXTENSIONS = Path(os.environ.get("JUTONG_EXTENSIONS", Path(__file__).parent.parent / ".deps/duckdb/extensions"))

TYPES = {
    "公民身份号码": "VARCHAR", "姓名": "VARCHAR", "性别": "VARCHAR", "民族": "VARCHAR", "出生日期": "DATE", "联系电话": "VARCHAR",
    "现住址": "VARCHAR", "学历": "VARCHAR", "档案号": "VARCHAR", "年收入": "DECIMAL(18,4)", "更新时间": "TIMESTAMP",
    "工作单位代码": "VARCHAR",
}


def connect(threads: int = 2) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": str(threads)})
    for name in ("ducklake", "sqlite_scanner"):
        db.execute(f"LOAD '{EXTENSIONS / name}.duckdb_extension'")
    db.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    return db


def attach(db: duckdb.DuckDBPyConnection, name: str, catalog: Path, files: Path, options: str = "") -> None:
    db.execute(f"ATTACH 'ducklake:sqlite:{catalog}' AS {name} (DATA_PATH '{files}/', META_JOURNAL_MODE 'WAL'{options})")


def attach_new(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    attach(db, "peer", folder / "catalog.sqlite", folder / "files")


def attach_ours(db: duckdb.DuckDBPyConnection, data: Path, read_only: bool = True) -> None:
    lake = data / "lake"
    attach(db, "ours", lake / "catalog.sqlite", lake / "files", f"{', READ_ONLY' if read_only else ''}, OVERRIDE_DATA_PATH true")


def load(kind: str, file: Path, folder: Path) -> None:
    db = connect()
    attach_new(db, folder)
    # Rows that do not fit the types would end the load: a user who wants the table has them left out.
    lenient = ", header = true, delim = ',', quote = '\"', ignore_errors = true"
    # The sniffer gives up where a dirty row stands early in the file: then it is told more.
    tries = ["", lenient] if kind == "inferred" else [f"{lenient}, auto_detect = false, columns = {TYPES}"]
    for options in tries:
        try:
            db.execute(f"CREATE TABLE peer.people AS SELECT * FROM read_csv('{file}'{options})")
            break
        except duckdb.InvalidInputException:
            if options == tries[-1]:
                raise
    print(json.dumps({"rows": db.execute("SELECT count(*) FROM peer.people").fetchone()[0]}))


def fuse(kind: str, data: Path, folder: Path) -> None:
    db = connect()
    attach_ours(db, data)
    attach_new(db, folder)
    for statement in survivorship.statements(kind):
        db.execute(statement)
    print(json.dumps({"rows": db.execute("SELECT count(*) FROM peer.golden").fetchone()[0]}))


def compare(data: Path, folder: Path) -> None:
    db = connect()
    attach_ours(db, data)
    attach_new(db, folder)
    fields = ", ".join(survivorship.FIELDS)
    pairs = {
        "golden": (f"SELECT number, {fields} FROM ours.library.people", f"SELECT number, {fields} FROM peer.golden"),
        "origin": (f"SELECT subject, {fields} FROM ours.meta.origin_people",
                   f"SELECT left(number, 17)::BIGINT AS subject, {fields} FROM peer.origin"),
        "conflicts": ("SELECT subject, field, origin FROM ours.meta.conflict_people",
                      "SELECT left(number, 17)::BIGINT AS subject, field, origin FROM peer.conflict"),
    }
    found = {}
    for name, (ours, theirs) in pairs.items():
        count = lambda sql: db.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0]  # noqa: E731
        found[name] = {"rows": count(ours), "peer_rows": count(theirs), "only_ours": count(f"{ours} EXCEPT {theirs}"),
                       "only_peer": count(f"{theirs} EXCEPT {ours}")}
    print(json.dumps(found))


def main(arguments: list[str]) -> None:
    match arguments:
        case ["load", kind, file, lake]: load(kind, Path(file), Path(lake))
        case ["fuse", kind, ours, lake]: fuse(kind, Path(ours), Path(lake))
        case ["compare", ours, lake]: compare(Path(ours), Path(lake))
        case _: sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
