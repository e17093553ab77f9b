"""Splink at the Chinese benchmark: stock comparisons, its own training, its own probabilities cut at .99.

    splink_people.py PEOPLE.csv OUT        writes OUT/clusters.parquet as jutong does; prints how many pairs were scored, as JSON

The settings are what someone who reads Splink's documentation would write for these columns; blocking gives about 20 pairs a row at a
million rows. Nothing is tuned to the truth.
"""
import json
import logging
import sys
import warnings
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.99
BLOCKING = [block_on("born"), block_on("phone"), block_on("address"), block_on("name", "division")]
COMPARISONS = [
    cl.LevenshteinAtThresholds("name", [1]).configure(term_frequency_adjustments=True),
    cl.ExactMatch("gender"),
    cl.LevenshteinAtThresholds("born", [1, 2]),
    cl.LevenshteinAtThresholds("phone", [1]),
    cl.JaroWinklerAtThresholds("address", [0.95, 0.88]).configure(term_frequency_adjustments=True),
    cl.ExactMatch("division"),
]


def train(linker: Linker) -> None:
    linker.training.estimate_probability_two_random_records_match([block_on("name", "born"), block_on("name", "phone")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("name"), block_on("born")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def main() -> None:
    people, out, model = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    out.mkdir(parents=True, exist_ok=True)
    db = duckdb.connect(str(out / "splink.duckdb"), config={"threads": "2"})
    db.execute("SET enable_progress_bar = false")
    db.execute(f"""CREATE TABLE people AS SELECT * FROM read_csv('{people}', all_varchar = true, nullstr = '')""")
    api = DuckDBAPI(connection=db)
    settings = SettingsCreator(link_type="dedupe_only", unique_id_column_name="id", blocking_rules_to_generate_predictions=BLOCKING,
                               comparisons=COMPARISONS, retain_intermediate_calculation_columns=False, retain_matching_columns=False)
    linker = Linker(api.register("people"), model or settings)
    if not model:
        train(linker)
        linker.misc.save_model_to_json(str(out / "model.json"), overwrite=True)
    pairs = linker.inference.predict()
    scored = db.execute(f"SELECT count(*) FROM {pairs.physical_name}").fetchone()[0]
    if model:
        db.execute(f"COPY (SELECT id_l, id_r, match_weight FROM {pairs.physical_name}) TO '{out / 'pairs.parquet'}'")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=THRESHOLD)
    db.execute(f"""COPY (SELECT '{people.stem}' AS source, id AS record_id, cluster_id FROM {clusters.physical_name})
                   TO '{out / "clusters.parquet"}'""")
    print(json.dumps({"rows": db.execute("SELECT count(*) FROM people").fetchone()[0], "pairs_compared": scored}))


main()
