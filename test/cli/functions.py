#!/usr/bin/env python3
"""Every data element has its five SQL functions, and they keep their word for any text: NULL in, NULL out; what cannot be read
is NULL for parse and normalise and false for valid; normalise is idempotent; compare is symmetric, in 0..1, 1 for the same.

    test/cli/functions.py --jutong build/dev/bin/jutong
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

REPO = pathlib.Path(__file__).resolve().parents[2]
TEXTS = ["", " ", "　", "@#¥%", "9" * 60, "张三", "1", "-1", "37", "370102", "370102199003070817", "370102199003070818", "男", "是",
         "2026-01-02", "2026年1月2日", "100万元", "0", "甲有限公司", "13800138000", "91370200163562681G", "𠮷", "A", "01", "0111", "农业",
         "山东省济南市历下区解放路1号", "\\N", "' or 1=1 --", "a" * 5000]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jutong", default=str(REPO / "build" / "dev" / "bin" / "jutong"))
    jutong = parser.parse_args().jutong
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="jutong-functions.") as folder:
        def ask(*words):
            done = subprocess.run([jutong, *words, "--packs", str(REPO / "packs"), "--data", f"{folder}/var", "--json"],
                                  capture_output=True, text=True, timeout=120)
            if done.returncode != 0:
                raise SystemExit(f"{words[0]}: {done.stderr}\n0 passed, 1 failed")
            return json.loads(done.stdout)

        ask("pack", "apply")
        elements = [element["name"] for element in ask("pack", "show")["elements"]]
        texts = ", ".join("('" + text.replace("'", "''") + "')" for text in TEXTS)
        claims = {
            "null in, null out": "jt_parse_{e}(NULL) IS NULL AND jt_normalise_{e}(NULL) IS NULL AND jt_valid_{e}(NULL) IS NULL "
                                 "AND jt_mask_{e}(NULL) IS NULL AND jt_compare_{e}(NULL, '1') IS NULL AND jt_compare_{e}('1', NULL) IS NULL",
            "valid is what can be parsed": "(SELECT bool_and(jt_valid_{e}(x) = (jt_parse_{e}(x) IS NOT NULL)) FROM t)",
            "valid is what can be normalised": "(SELECT bool_and(jt_valid_{e}(x) = (jt_normalise_{e}(x) IS NOT NULL)) FROM t)",
            "blank is not valid": "NOT jt_valid_{e}('') AND NOT jt_valid_{e}(' ')",
            "normalise is idempotent": "(SELECT bool_and(jt_normalise_{e}(jt_normalise_{e}(x)) IS NOT DISTINCT FROM jt_normalise_{e}(x)) FROM t)",
            "a mask is a text": "(SELECT bool_and(jt_mask_{e}(x) IS NOT NULL) FROM t)",
            "compare is symmetric": "(SELECT bool_and(jt_compare_{e}(a.x, b.x) = jt_compare_{e}(b.x, a.x)) FROM t a, t b)",
            "compare is in 0..1": "(SELECT bool_and(jt_compare_{e}(a.x, b.x) BETWEEN 0 AND 1) FROM t a, t b)",
            "the same is 1": "(SELECT bool_and(jt_compare_{e}(x, x) = 1) FROM t WHERE jt_valid_{e}(x))",
        }
        for claim, sql in claims.items():
            answers = ask("sql", f"WITH t AS (SELECT * FROM (VALUES {texts}) v(x)) SELECT " +
                          ", ".join(sql.replace("{e}", element) for element in elements))["rows"][0]
            wrong = [element for element, holds in zip(elements, answers) if holds is not True and holds is not None]
            unsure = [element for element, holds in zip(elements, answers) if holds is None and claim != "the same is 1"]
            failed, passed = (failed + 1, passed) if wrong or unsure else (failed, passed + 1)
            print(f"FAIL  functions/{claim}: {', '.join(wrong + unsure)}" if wrong or unsure
                  else f"ok    functions/{claim} ({len(elements)} elements)")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
