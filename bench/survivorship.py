"""The fusion of bench/packs/bench (library people) as DuckDB SQL: the same rules, the same origin in one BIGINT a field, the
same list of what feeds say otherwise.

`join` is what a DuckDB user writes who knows that every feed has one row a number: full joins, then CASE. `group` knows no
such thing, as jutong does not: all feeds under one another, the latest row with a value of each feed by arg_max.
"""
FEEDS = ("household", "insurance", "residence")
AUTHORITY, RECENCY, AGREEMENT = 1, 2, 3
# field: rule, and the feeds in their order of authority
RULES = {
    "name": (AUTHORITY, (1, 2, 3)), "gender": (AGREEMENT, (1, 2, 3)), "nation": (AGREEMENT, (1, 2, 3)), "birth_date": (AUTHORITY, (1, 2, 3)),
    "phone": (RECENCY, (1, 2, 3)), "address": (RECENCY, (1, 2, 3)), "education": (AGREEMENT, (1, 2, 3)), "income": (AUTHORITY, (2, 1, 3)),
    "employer_code": (RECENCY, (1, 2, 3)),
}
FIELDS = tuple(RULES)


def winner(field: str) -> str:
    """Which feed's value survives: 1, 2, 3 or NULL. `field_2` is what feed 2 says, `o2` its row, `s2` its timestamp."""
    rule, order = RULES[field]
    in_order = " ".join(f"WHEN {field}_{k} IS NOT NULL THEN {k}" for k in order)
    if rule == AUTHORITY:
        return f"CASE {in_order} END"
    if rule == AGREEMENT:
        f = [f"{field}_{k}" for k in order]
        return f"CASE WHEN {f[0]} = {f[1]} OR {f[0]} = {f[2]} THEN {order[0]} WHEN {f[1]} = {f[2]} THEN {order[1]} {in_order} END"
    # Loads rise from feed to feed here: of two rows of one time the later feed's is the later.
    later = " ".join(
        f"WHEN {field}_{k} IS NOT NULL" + "".join(f" AND ({field}_{j} IS NULL OR {field}_s{k} >= {field}_s{j})" for j in range(1, k)) +
        f" THEN {k}" for k in (3, 2))
    # Where feed 3 does not win, the latest is one of the others.
    return f"CASE {later} WHEN {field}_1 IS NOT NULL THEN 1 END"


def chosen(field: str) -> str:
    """Value and origin of a field; the rule is 0 where only one feed has a value."""
    rule, _ = RULES[field]
    value = f"CASE w_{field} " + " ".join(f"WHEN {k} THEN {field}_{k}" for k in (1, 2, 3)) + " END"
    origin = f"CASE w_{field} " + " ".join(f"WHEN {k} THEN {field}_o{k}" for k in (1, 2, 3)) + " END"
    others = " + ".join(f"({field}_{k} IS NOT NULL)::INT" for k in (1, 2, 3))
    return f"{value} AS {field}, {origin} + CASE WHEN {others} > 1 THEN {rule} * (1::BIGINT << 60) ELSE 0 END AS o_{field}"


def conflicts(field: str) -> str:
    """What each feed says where it is not the golden value, as text; NULL elsewhere."""
    return ", ".join(f"CASE WHEN w_{field} <> {k} AND {field}_{k} <> CASE w_{field} " + " ".join(f"WHEN {j} THEN {field}_{j}" for j in (1, 2, 3)) +
                     f" END THEN {field}_{k}::VARCHAR END AS c_{field}_{k}, {field}_o{k} AS co_{field}_{k}" for k in (1, 2, 3))


def feed_rows(feed: str) -> str:
    return f"SELECT id_number AS number, updated_at AS s, (load << 30) + \"row\" AS o, {', '.join(FIELDS)} FROM ours.clean.bench_{feed}"


def joined() -> str:
    columns = ", ".join(f"f{k}.{f} AS {f}_{k}, f{k}.s AS {f}_s{k}, f{k}.o AS {f}_o{k}" for f in FIELDS for k in (1, 2, 3))
    rows = [f"({feed_rows(feed)}) f{k}" for k, feed in enumerate(FEEDS, 1)]
    return (f"SELECT coalesce(f1.number, f2.number, f3.number) AS number, {columns} FROM {rows[0]} FULL JOIN {rows[1]} "
            f"ON f1.number = f2.number FULL JOIN {rows[2]} ON coalesce(f1.number, f2.number) = f3.number")


def grouped() -> str:
    rows = " UNION ALL BY NAME ".join(f"SELECT {k} AS feed, * FROM ({feed_rows(feed)})" for k, feed in enumerate(FEEDS, 1))
    latest = lambda f, k: f"arg_max({{v: {f}, s: s, o: o}}, (s, o)) FILTER (feed = {k} AND {f} IS NOT NULL) AS {f}_{k}"  # noqa: E731
    groups = f"SELECT number, {', '.join(latest(f, k) for f in FIELDS for k in (1, 2, 3))} FROM ({rows}) GROUP BY number"
    columns = ", ".join(f"{f}_{k}.v AS {f}_{k}, {f}_{k}.s AS {f}_s{k}, {f}_{k}.o AS {f}_o{k}" for f in FIELDS for k in (1, 2, 3))
    return f"SELECT number, {columns} FROM ({groups})"


def statements(kind: str) -> list[str]:
    source = joined() if kind == "join" else grouped()
    winners = ", ".join(f"{winner(f)} AS w_{f}" for f in FIELDS)
    values = ", ".join(f"{chosen(f)}, {conflicts(f)}" for f in FIELDS)
    otherwise = " UNION ALL ".join(f"SELECT number, '{f}' AS field, co_{f}_{k} AS origin, c_{f}_{k} AS value FROM fused WHERE c_{f}_{k} IS NOT NULL"
                                   for f in FIELDS for k in (1, 2, 3))
    return [
        f"CREATE TEMP TABLE fused AS SELECT number, {values} FROM (SELECT *, {winners} FROM ({source}))",
        f"CREATE TABLE peer.golden AS SELECT number, {', '.join(FIELDS)} FROM fused",
        f"CREATE TABLE peer.origin AS SELECT number, {', '.join(f'o_{f} AS {f}' for f in FIELDS)} FROM fused",
        f"CREATE TABLE peer.conflict AS {otherwise}",
    ]
