"""DuckDB's own likenesses of the two texts of each line, which are on bytes: CPU nanoseconds a pair on one thread, as JSON.

    kernels_duckdb.py PAIRS.csv
"""
import json
import sys
import time

import duckdb

REPEATS = 3

db = duckdb.connect(config={"threads": "1"})
db.execute(f"CREATE TABLE pairs AS SELECT * FROM read_csv('{sys.argv[1]}', names = ['a', 'b'], all_varchar = true, header = false)")
count = db.execute("SELECT count(*) FROM pairs").fetchone()[0]


def cpu(value: str) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        db.execute(f"SELECT sum({value}) FROM pairs").fetchall()
        times.append(time.process_time() - started)
    return 1e9 * min(times) / count


scan = cpu("strlen(a) + strlen(b)")
print(json.dumps({"pairs": count, "levenshtein": cpu("levenshtein(a, b)") - scan,
                  "jaro_winkler": cpu("jaro_winkler_similarity(a, b)") - scan}))
