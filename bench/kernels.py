"""What DuckDB SQL and plain Python take for the parts of our element kernels that they have an equivalent for: JSON, ns a value.

    kernels.py FILE.csv        a table of make_rows
"""
import csv
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from itertools import islice

try:
    import peer
except ImportError:  # no duckdb: Python alone
    peer = None

PYTHON_VALUES = 100_000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
REPEATS = 3

# By arithmetic, twice as fast as by characters: `body` is the first 17 digits as a number.
ID_SUM = " + ".join(f"{weight} * (body // {10 ** place} % 10)" for place, weight in enumerate(reversed(WEIGHTS)))
SOURCE = "(SELECT *, TRY_CAST(id[1:17] AS BIGINT) AS body FROM t)"
SQL = {
    "normalise/id_number": f"length(id) = 18 AND id[18] = '{CHECK_DIGITS}'[({ID_SUM}) % 11 + 1]",
    "normalise/date": "try_strptime(born, '%Y-%m-%d') IS NOT NULL",
    "normalise/timestamp": "try_strptime(stamp, '%Y-%m-%d %H:%M:%S') IS NOT NULL",
    "normalise/decimal": "TRY_CAST(income AS DECIMAL(18,4)) IS NOT NULL",
    "levenshtein/person_name": "levenshtein(name, other) >= 0",
    "jaro_winkler/person_name": "jaro_winkler_similarity(name, other) >= 0",
}


def is_id_number(text: str) -> bool:
    return len(text) == 18 and text[:17].isdigit() and text[17] == CHECK_DIGITS[sum(w * int(c) for w, c in zip(WEIGHTS, text)) % 11]


def levenshtein(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def in_sql(file: str) -> dict[str, float]:
    db = peer.connect(threads=1)
    db.execute(f"CREATE TABLE t AS SELECT 公民身份号码 AS id, 出生日期 AS born, 更新时间 AS stamp, 年收入 AS income, 姓名 AS name, "
               f"lead(姓名) OVER () AS other FROM read_csv('{file}', all_varchar = true, ignore_errors = true, header = true)")
    db.execute("DELETE FROM t WHERE income IS NULL OR other IS NULL")
    rows = db.execute("SELECT count(*) FROM t").fetchone()[0]

    def cpu(condition: str) -> float:
        times = []
        for _ in range(REPEATS):
            started = time.process_time()
            db.execute(f"SELECT count(*) FILTER ({condition}) FROM {SOURCE}").fetchall()
            times.append(time.process_time() - started)
        return min(times)

    # Reading the column is not the kernel's work.
    columns = {name: "name" if "name" in name else {"id_number": "id", "date": "born", "timestamp": "stamp", "decimal": "income"}[name.split("/")[1]] for name in SQL}
    return {name: 1e9 * (cpu(condition) - cpu(f"{columns[name]} IS NOT NULL")) / rows for name, condition in SQL.items()}


def in_python(file: str) -> dict[str, float]:
    with open(file, newline="", encoding="utf-8") as lines:
        rows = list(islice(csv.reader(lines), 1, PYTHON_VALUES + 1))
    names = [row[1] for row in rows]

    def cpu(function: Callable, *columns: list[str]) -> float:
        started = time.process_time()
        for values in zip(*columns):
            function(*values)
        return 1e9 * (time.process_time() - started) / len(columns[0])

    def date(text: str) -> None:
        try:
            datetime.strptime(text, "%Y-%m-%d")
        except ValueError:
            pass

    return {"normalise/id_number": cpu(is_id_number, [row[0] for row in rows]), "normalise/date": cpu(date, [row[4] for row in rows]),
            "levenshtein/person_name": cpu(levenshtein, names[:-1], names[1:])}


if __name__ == "__main__":
    print(json.dumps({"duckdb": in_sql(sys.argv[1]) if peer else {}, "python": in_python(sys.argv[1])}))
