"""Python Record Linkage Toolkit, untrained, as its documentation begins: blocks, comparisons with thresholds, ECM.

    recordlinkage_tables.py ecm|most SET OUT ID FILE…        one file: its doubles; two: links; writes OUT/clusters.parquet; the rest as JSON

Jaro and Winkler's likeness from .85, as in its guides, for names and texts, equality for all else, and pairs that agree in one of a few
columns. ecm: ECMClassifier, its classifier without training data; most: pairs that agree in two thirds of the columns, as in its guides
(4 of 6). Two tables: then its OneToOneLinking by how many columns agree.
"""
import csv
import json
import sys
import warnings
from pathlib import Path

import pandas
import recordlinkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# Of each set: texts, other columns, and the blocks.
SETS = {
    "febrl": (["given_name", "surname", "address_1", "address_2", "suburb"], ["street_number", "postcode", "state", "date_of_birth", "soc_sec_id"],
              ["given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"]),
    "RLdata10000": (["fname_c1", "lname_c1"], ["by", "bm", "bd"], ["fname_c1", "lname_c1", ["by", "bm", "bd"]]),
    "DBLP-ACM": (["title", "authors"], ["year"], ["year", "title"]),
    "people": (["name", "address"], ["gender", "born", "phone", "division"], ["born", "phone", "address", ["name", "division"]]),
}


def read(file: Path, id_column: str) -> pandas.DataFrame:
    with open(file, encoding="utf-8", newline="") as f:
        delimiter = "%" if f.readline().count("%") > 1 else ","
        f.seek(0)
        rows = list(csv.DictReader(f, delimiter=delimiter, skipinitialspace=True))
    table = pandas.DataFrame([{name: value.strip() or None for name, value in row.items()} for row in rows])
    table["key"] = table.pop(id_column) if id_column in table else [str(place) for place in range(1, len(table) + 1)]
    table["source"] = file.stem
    return table


def main() -> None:
    (texts, others, blocks), out, id_column = SETS[sys.argv[2]], Path(sys.argv[3]), sys.argv[4]
    warnings.simplefilter("ignore")
    tables = [read(Path(file), id_column) for file in sys.argv[5:]]
    if len(tables) == 2:
        tables[1].index += len(tables[0])
    index = recordlinkage.Index()
    for block in blocks:
        index.block(block)
    pairs = index.index(*tables)
    compare = recordlinkage.Compare()
    for column in texts:
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in others:
        compare.exact(column, column)
    features = compare.compute(pairs, *tables)
    agreeing = features.sum(axis=1)
    links = recordlinkage.ECMClassifier().fit_predict(features) if sys.argv[1] == "ecm" else features[agreeing >= len(features.columns) * 2 / 3].index
    if len(tables) == 2:
        links = recordlinkage.OneToOneLinking().compute(agreeing[links].sort_values(ascending=False, kind="stable").index)
    rows = pandas.concat(tables)
    edges = coo_matrix(([1] * len(links), (links.get_level_values(0), links.get_level_values(1))), (len(rows), len(rows)))
    out.mkdir(parents=True, exist_ok=True)
    pandas.DataFrame({"source": rows["source"], "record_id": rows["key"], "cluster_id": connected_components(edges, directed=False)[1]}).to_parquet(
        out / "clusters.parquet", index=False)
    print(json.dumps({"rows": len(rows), "pairs_compared": len(pairs)}))


main()
