"""GoldenMatch without settings: gm.dedupe_df of all tables, or gm.match_df of two, as its documentation begins.

    goldenmatch_tables.py dedupe|match OUT ID FILE…        writes OUT/clusters.parquet; the rest as JSON

Cells are texts, the id is left out as its documentation says of ids. What earlier runs learned is not used. How many pairs it compares is not told.
"""
import csv
import json
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ["GOLDENMATCH_AUTOCONFIG_MEMORY"] = "0"
import goldenmatch as gm  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.parquet  # noqa: E402
from scipy.sparse import coo_matrix  # noqa: E402
from scipy.sparse.csgraph import connected_components  # noqa: E402


def read(file: Path, id_column: str) -> tuple[list[str], pyarrow.Table]:
    with open(file, encoding="utf-8", newline="") as f:
        delimiter = "%" if f.readline().count("%") > 1 else ","
        f.seek(0)
        rows = list(csv.DictReader(f, delimiter=delimiter, skipinitialspace=True))
    ids = [row.pop(id_column, None) or str(place) for place, row in enumerate(rows, 1)]
    return ids, pyarrow.table({name: pyarrow.array([row[name].strip() or None for row in rows], pyarrow.string()) for name in rows[0]})


def main() -> None:
    how, out, id_column, files = sys.argv[1], Path(sys.argv[2]), sys.argv[3], [Path(file) for file in sys.argv[4:]]
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    tables = [read(file, id_column) for file in files]
    keys = [(file.stem, record) for file, (ids, _) in zip(files, tables) for record in ids]
    cluster_of = list(range(len(keys)))
    if how == "dedupe":
        result = gm.dedupe_df(pyarrow.concat_tables([table for _, table in tables]), confidence_required=False)
        for cluster, about in result.clusters.items():
            for row in about["members"]:
                cluster_of[row] = len(keys) + cluster
    else:
        result = gm.match_df(tables[0][1], tables[1][1], confidence_required=False)
        pairs = list(zip(result.matched["__target_row_id__"].to_pylist(), result.matched["__ref_row_id__"].to_pylist()))
        cluster_of = connected_components(coo_matrix(([1] * len(pairs), tuple(zip(*pairs))), (len(keys), len(keys))), directed=False)[1]
    out.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.table({"source": [key[0] for key in keys], "record_id": [key[1] for key in keys], "cluster_id": cluster_of}),
                                out / "clusters.parquet")
    print(json.dumps({"rows": len(keys), "pairs_compared": None}))


main()
