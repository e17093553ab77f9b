"""How far the weights of two lists of pairs differ: JSON.

    splink_weights.py OURS/pairs.parquet SPLINK/pairs.parquet
"""
import json
import sys

import duckdb

ours, theirs = sys.argv[1:]
counted = duckdb.execute(f"""
    SELECT count(a.weight) AS ours, count(b.weight) AS splink, count(*) FILTER (a.weight IS NULL OR b.weight IS NULL) AS of_one, max(abs(a.weight - b.weight)) AS difference
    FROM (SELECT least(left_id, right_id) AS x, greatest(left_id, right_id) AS y, weight FROM '{ours}') a
    FULL JOIN (SELECT least(id_l, id_r) AS x, greatest(id_l, id_r) AS y, match_weight AS weight FROM '{theirs}') b USING (x, y)""")
print(json.dumps(dict(zip([column[0] for column in counted.description], counted.fetchone()))))
