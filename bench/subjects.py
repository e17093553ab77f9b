"""Makes the person library of a demo province as large as a real one, without its feeds: each person many times, with new numbers.

    subjects.py DATA PEOPLE        writes library.person and its origins anew, in the order of the numbers; prints how many, as JSON
"""
import json
import sys
from pathlib import Path

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def number_of(i: int) -> str:
    """The number of person i: a day of birth, of months with 28 days, and a sequence. lookup.lua and BODY say the same."""
    day = i // 1000
    body = f"370102{1930 + day // 336}{day // 28 % 12 + 1:02}{day % 28 + 1:02}{i % 1000:03}"
    return body + CHECKS[sum(w * int(digit) for w, digit in zip(WEIGHTS, body)) % 11]


BODY = ("'370102' || (1930 + i // 1000 // 336) || lpad((i // 1000 // 28 % 12 + 1)::VARCHAR, 2, '0') || "
        "lpad((i // 1000 % 28 + 1)::VARCHAR, 2, '0') || lpad((i % 1000)::VARCHAR, 3, '0')")
CHECK = f"'{CHECKS}'[({' + '.join(f'{w} * body[{at}]::INTEGER' for at, w in enumerate(WEIGHTS, 1))}) % 11 + 1]"


def grow(data: Path, people: int) -> None:
    import peer  # needs duckdb, which only the Python of the peers has

    db = peer.connect()
    peer.attach_ours(db, data, read_only=False)
    db.execute("SET preserve_insertion_order = true")  # by number: the serving table is then written from end to end
    columns = lambda schema, table: [row[0] for row in db.execute(  # noqa: E731
        f"SELECT column_name FROM duckdb_columns() WHERE database_name = 'ours' AND schema_name = '{schema}' AND table_name = '{table}' "
        "ORDER BY column_index").fetchall()]
    db.execute("CREATE TEMP TABLE golden AS SELECT * FROM ours.library.person ORDER BY number")
    db.execute("CREATE TEMP TABLE origin AS SELECT o.* FROM ours.meta.origin_person o JOIN golden USING (subject)")
    db.execute("CREATE TEMP TABLE base AS SELECT row_number() OVER (ORDER BY number) - 1 AS place, subject FROM golden")
    bases = db.execute("SELECT count(*) FROM base").fetchone()[0]
    db.execute(f"CREATE TEMP TABLE made AS SELECT i, i % {bases} AS place, body, body || {CHECK} AS number "
               f"FROM (SELECT i, {BODY} AS body FROM range({people}) t(i))")
    db.execute("BEGIN")
    for schema, table, source in (("library", "person", "golden"), ("meta", "origin_person", "origin")):
        new = {"number": "made.number", "subject": "made.body::BIGINT"}
        values = ", ".join(new.get(column, f's."{column}"') for column in columns(schema, table))
        db.execute(f"DELETE FROM ours.{schema}.{table}")
        db.execute(f"INSERT INTO ours.{schema}.{table} SELECT {values} FROM made JOIN base USING (place) "
                   f"JOIN {source} s ON s.subject = base.subject ORDER BY made.i")
    db.execute("COMMIT")
    print(json.dumps({"people": people, "bases": bases}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    grow(Path(sys.argv[1]), int(sys.argv[2]))
