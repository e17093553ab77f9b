"""The benchmark's 30 rules as an expert would write them for DuckDB, and the table that they are held against.

    rules.py make ROWS MAKE_ROWS FILE.parquet          a table of people (bench/make_rows.cpp), 13 columns as departments send them
    rules.py scan|scan_elements|elements|all FILE.parquet [THREADS]  one pass in SQL; prints CPU seconds of the query, and A and B by rule, as JSON

Names and meaning of the rules: packs/rules/people.yaml. Every count is asserted equal by bench/data.py.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
DIVISIONS = [HERE.parent.parent / "packs" / pack / "content/divisions.tsv" for pack in ("national", "shandong")]

# Columns of make_rows; dates come as texts, as departments send them; numbers and times are typed.
MAKE = """
COPY (SELECT 公民身份号码 AS id_number, 姓名 AS name, 性别 AS gender, 民族 AS nation, 出生日期 AS birth_date, 联系电话 AS phone,
             现住址 AS address, 学历 AS education, 档案号 AS file_no, try_cast(年收入 AS DECIMAL(18, 4)) AS income,
             更新时间::TIMESTAMP AS updated_at, 工作单位代码 AS employer_code,
             CASE WHEN hash(档案号) % 500 = 0 THEN NULL WHEN hash(档案号) % 500 = 1 THEN '370199' ELSE left(公民身份号码, 6) END AS division_code
      FROM read_csv($file, header = true, delim = ',', quote = '"', all_varchar = true, null_padding = true, strict_mode = false,
                    auto_detect = false, columns = {columns}))
TO '{out}' (FORMAT parquet, ROW_GROUP_SIZE 122880)
"""
CSV_COLUMNS = ["公民身份号码", "姓名", "性别", "民族", "出生日期", "联系电话", "现住址", "学历", "档案号", "年收入", "更新时间", "工作单位代码"]

ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
ORGANIZATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]


# Numbers that check digits are worked out of, made once in an inner query: DuckDB would make them again for every digit.
NUMBERS = ("try_cast(substr(id_number, 1, 17) AS BIGINT) AS id17, try_cast(substr(employer_code, 1, 17) AS BIGINT) AS code17, "
           "try_cast(substr(employer_code, 9, 8) AS BIGINT) AS code8")


def weighted(number: str, weights: list[int]) -> str:
    """The weighted sum of the digits of a number. Of the ways tried for MOD 11-2 (ascii of each character 570 ns, three smaller
    numbers 290, lists 300) this is the fastest: 240 ns."""
    return " + ".join(f"{w} * ({number} // {10 ** (len(weights) - i)} % 10)" for i, w in enumerate(weights, 1))


def looked_up(alphabet: str, x: str, first: int, weights: list[int]) -> str:
    return " + ".join(f"{w} * (strpos('{alphabet}', substr({x}, {i}, 1)) - 1)" for i, w in enumerate(weights, first))


def id_number(x: str) -> str:
    """GB 11643-1999: shape, a day of the calendar, ISO 7064 MOD 11-2."""
    return (f"(regexp_full_match({x}, '[1-9][0-9]{{16}}[0-9X]') AND try_strptime(substr({x}, 7, 8), '%Y%m%d') IS NOT NULL AND "
            f"substr('10X98765432', ({weighted('id17', ID_WEIGHTS)}) % 11 + 1, 1) = substr({x}, 18, 1))")


def credit_code(x: str) -> str:
    """GB 32100-2015: alphabet without I, O, S, V, Z; MOD 11 of the organisation code, MOD 31 of the whole. Codes of digits alone,
    which are most, go the way of numbers (590 against 960 ns)."""
    alphabet, wide = "0123456789ABCDEFGHJKLMNPQRTUWXY", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    tail = lambda whole, organization: (  # noqa: E731
        f"(substr('0X987654321', ({organization}) % 11 + 1, 1) = substr({x}, 17, 1) AND "
        f"substr('{alphabet}', (31 - ({whole}) % 31) % 31 + 1, 1) = substr({x}, 18, 1))")
    return (f"(regexp_full_match({x}, '[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}') AND "
            f"CASE WHEN code17 IS NOT NULL THEN {tail(weighted('code17', CREDIT_WEIGHTS), weighted('code8', ORGANIZATION_WEIGHTS))} "
            f"ELSE {tail(looked_up(alphabet, x, 1, CREDIT_WEIGHTS), looked_up(wide, x, 9, ORGANIZATION_WEIGHTS))} END)")


NAME = r"regexp_full_match(trim(name, ' 　'), '[\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}·]{2,20}')"
PHONE = r"regexp_full_match(phone, '((\+|＋)?(86|８６) ?)?1[3-9][0-9]{9}')"
BIRTH = "try_cast(birth_date AS DATE)"
EDUCATION = ("'21', '31', '61', '71', '81', '14', '41', '大学本科'")

# A of each element's rule; B is the number of values.
ELEMENTS = {
    "id_number": id_number("id_number"), "name": NAME, "gender": "gender IN ('男', '女')", "nation": "nation IN ('汉族', '回族', '01', '满族')",
    "birth_date": f"{BIRTH} IS NOT NULL", "phone": PHONE, "education": f"education IN ({EDUCATION})",
    "employer_code": credit_code("employer_code"), "division_code": "division_code IN (SELECT code FROM divisions)",
}
TYPED = ["address", "file_no", "income", "updated_at"]  # any text will do, or the type has checked it

ID_OK, BIRTH_OK = "id_ok", "birth"  # worked out once in the inner query, as an expert would
REST = {  # rule: (A, B)
    "required.id_number": ("count(id_number)", "count(*)"), "required.name": ("count(name)", "count(*)"),
    "required.gender": ("count(gender)", "count(*)"), "required.division_code": ("count(division_code)", "count(*)"),
    "unique.id_number": ("count(DISTINCT id_number) FILTER (id_ok)", "count(*) FILTER (id_ok)"),
    "pattern.id_number": ("count(*) FILTER (id_ok AND regexp_matches(id_number, '^37[0-9]{4}(19|20)'))", "count(*) FILTER (id_ok)"),
    "length.name": ("count(*) FILTER (name_ok AND length(trim(name, ' 　')) <= 4)", "count(*) FILTER (name_ok)"),
    "set.gender": ("count(*) FILTER (gender IN ('男', '女'))", "count(*) FILTER (gender_ok)"),
    "set.nation": ("count(*) FILTER (nation IN ('汉族', '回族', '01', '满族'))", "count(*) FILTER (nation_ok)"),
    "range.birth_date": ("count(*) FILTER (birth BETWEEN DATE '1930-01-01' AND DATE '2015-12-31')", "count(birth)"),
    "length.address": ("count(*) FILTER (length(address) <= 40)", "count(address)"),
    "pattern.file_no": ("count(*) FILTER (regexp_matches(file_no, '^DA-[0-9]{10}$'))", "count(file_no)"),
    "length.file_no": ("count(*) FILTER (length(file_no) <= 13)", "count(file_no)"),
    "range.income": ("count(*) FILTER (income BETWEEN 1000 AND 350000)", "count(income)"),
    "range.updated_at": ("count(*) FILTER (updated_at >= TIMESTAMP '2016-01-01')", "count(updated_at)"),
    "pattern.employer_code": ("count(*) FILTER (employer_ok AND regexp_matches(employer_code, '^91370[0-9]'))", "count(*) FILTER (employer_ok)"),
    "rule.birth_date_of_number": ("count(*) FILTER (id_ok AND birth = born)", "count(*) FILTER (id_ok AND birth IS NOT NULL)"),
    "rule.gender_of_number": ("count(*) FILTER (id_ok AND gender = CASE WHEN ascii(substr(id_number, 17, 1)) % 2 = 1 THEN '男' ELSE '女' END)",
                              "count(*) FILTER (id_ok AND gender_ok)"),
    "rule.division_of_number": ("count(*) FILTER (id_ok AND division_ok AND division_code = left(id_number, 6))",
                                "count(*) FILTER (id_ok AND division_ok)"),
    "rule.updated_after_birth": ("count(*) FILTER (birth < updated_at)", "count(*) FILTER (birth IS NOT NULL AND updated_at IS NOT NULL)"),
    "rule.earners_employed": ("count(*) FILTER (income IS NULL OR income < 200000 OR employer_ok)", "count(*)"),
}
OF_ELEMENT = {"id_ok": "id_number", "name_ok": "name", "gender_ok": "gender", "nation_ok": "nation", "employer_ok": "employer_code",
              "division_ok": "division_code"}


def statement(what: str, file: str) -> tuple[str, list[str]]:
    """One pass, and the names of the rules in the order of its columns (A, B each)."""
    if what.startswith("scan"):
        columns = [*ELEMENTS, *(TYPED if what == "scan" else [])]
        return f"SELECT {', '.join(f'count({c})' for c in columns)} FROM read_parquet('{file}')", []
    if what == "elements":
        parts = [(f"element.{f}", f"count(*) FILTER ({sql})", f"count({f})") for f, sql in ELEMENTS.items()]
        return f"SELECT {', '.join(f'{a}, {b}' for _, a, b in parts)} FROM (SELECT *, {NUMBERS} FROM read_parquet('{file}'))", [name for name, *_ in parts]
    inner = ", ".join(f"{ELEMENTS[field]} AS {name}" for name, field in OF_ELEMENT.items())
    born = "try_strptime(substr(id_number, 7, 8), '%Y%m%d')::DATE"
    parts = [(f"element.{f}", f"count(*) FILTER ({n})", f"count({f})") for n, f in OF_ELEMENT.items()]
    parts += [("element.birth_date", "count(birth)", "count(birth_date)"), ("element.phone", f"count(*) FILTER ({PHONE})", "count(phone)"),
              ("element.education", f"count(*) FILTER ({ELEMENTS['education']})", "count(education)")]
    parts += [(f"element.{f}", f"count({f})", f"count({f})") for f in TYPED]
    parts += [(name, a, b) for name, (a, b) in REST.items()]
    sql = (f"SELECT {', '.join(f'{a}, {b}' for _, a, b in parts)} FROM (SELECT *, {BIRTH} AS birth, {born} AS born, {inner} "
           f"FROM (SELECT *, {NUMBERS} FROM read_parquet('{file}')))")
    return sql, [name for name, *_ in parts]


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def connect(threads: int) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(config={"threads": str(threads), "autoinstall_known_extensions": "false"})
    db.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    return db


def run(what: str, file: str, threads: int) -> None:
    db = connect(threads)
    lines = "\n".join(path.read_text(encoding="utf-8") for path in DIVISIONS).split("\n")
    codes = sorted({line.split("\t")[0] for line in lines if line and line[0] != "#"})
    db.execute("CREATE TABLE divisions (code VARCHAR)")
    db.executemany("INSERT INTO divisions VALUES (?)", [[code] for code in codes if len(code) == 6])
    sql, names = statement(what, file)
    before = cpu()
    row = db.execute(sql).fetchone()
    used = cpu() - before
    print(json.dumps({"cpu": used, "measures": {name: [row[2 * i], row[2 * i + 1]] for i, name in enumerate(names)}}))


def make(rows: str, maker: str, out: str) -> None:
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(out))) as folder:
        csv = Path(folder) / "people.csv"
        with open(csv, "wb") as file:
            subprocess.run([maker, rows, "1"], stdout=file, check=True)
        columns = "{" + ", ".join(f"'{c}': 'VARCHAR'" for c in [*CSV_COLUMNS, "more", "still_more"]) + "}"
        connect(2).execute(MAKE.replace("{columns}", columns).replace("{out}", out).replace("$file", f"'{csv}'"))


def main(arguments: list[str]) -> None:
    match arguments:
        case ["make", rows, maker, out]: make(rows, maker, out)
        case [("scan" | "scan_elements" | "elements" | "all") as what, file, *threads]: run(what, file, int(threads[0]) if threads else 2)
        case _: sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
