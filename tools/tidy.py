#!/usr/bin/env python3
"""Non-functional properties of the tree: the order of modules, lengths, names, files nobody lists.

Prints every violation and exits 1 where there is one. --order prints the modules with what they depend on.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
HEADER_LINES_MAX, SOURCE_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX = 200, 500, 70, 100

# Over a limit, with the reason: rare and visible.
EXCEPTIONS: dict[str, str] = {
    "src/http/conversation.h": "one template, which one source includes: the conversation of a connection, plain and by TLS",
}

BANNED_NAMES = {"utils", "helpers", "common", "manager", "misc"}
BANNED_WORDS = {
    r"\bassert\(": "verify(): on in every build",
    r"std::format\b": "fmt::format: libstdc++ 12 has no <format>",
    r"\bstd::regex\b": "RE2: linear time",
    r"#define (?!TRY\b)": "no macros but TRY",
}

problems: list[str] = []


def problem(path: pathlib.Path, line: int, text: str) -> None:
    if str(path.relative_to(ROOT)) not in EXCEPTIONS:
        problems.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def modules() -> list[str]:
    text = (SRC / "CMakeLists.txt").read_text()
    return re.findall(r"^add_subdirectory\((\w+)\)", text, re.M)


def declared_deps(module: str) -> list[str]:
    text = (SRC / module / "CMakeLists.txt").read_text()
    found = re.search(r"DEPS\s+([\w\s]+?)(?:\n\s*LIBS|\))", text)
    return found.group(1).split() if found else []


def check_order() -> None:
    order = modules()
    for place, module in enumerate(order):
        listing = SRC / module / "CMakeLists.txt"
        deps = declared_deps(module)
        for dep in deps:
            if dep not in order[:place]:
                problem(listing, 1, f"{module} depends on {dep}, which does not stand before it")
        for file in sorted((SRC / module).rglob("*")):
            if file.suffix not in {".h", ".cpp"}:
                continue
            allowed = {module, *deps, *transitive(deps)}
            for number, line in enumerate(file.read_text().splitlines(), 1):
                include = re.match(r'#include "([a-z_]+)/', line)
                if include and include.group(1) not in allowed and module != "app":
                    problem(file, number, f"{module} includes {include.group(1)}, which its DEPS do not give")


def transitive(deps: list[str]) -> set[str]:
    found: set[str] = set()
    for dep in deps:
        found |= {dep} | transitive(declared_deps(dep))
    return found


def check_listed() -> None:
    for module in modules():
        listing = (SRC / module / "CMakeLists.txt").read_text()
        for file in sorted((SRC / module).glob("*")):
            if file.suffix in {".h", ".cpp"} and not re.search(rf"(?<![\w/]){re.escape(file.name)}", listing):
                if not file.name.endswith("_for_tests.h"):
                    problem(file, 1, "is listed in no CMakeLists.txt")
    for folder in sorted(p.name for p in SRC.iterdir() if p.is_dir()):
        if folder not in modules():
            problem(SRC / folder, 1, "is a folder but no module")


def check_lengths(file: pathlib.Path, lines: list[str]) -> None:
    limit = HEADER_LINES_MAX if file.suffix == ".h" else SOURCE_LINES_MAX
    if len(lines) > limit:
        problem(file, len(lines), f"has {len(lines)} lines; {limit} is the limit")
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX and "http" not in line:
            problem(file, number, f"has {len(line)} columns; {COLUMNS_MAX} is the limit")
    start = None
    for number, line in enumerate(lines, 1):
        # A function's body opens at the end of a line that is not indented deeper than a member, and closes alike.
        if re.match(r"^( {4})?[\w:<>~&*,\[\]\" =()]+.*\)( const| noexcept| override| final)*.* \{$", line) and not re.match(
            r"^\s*(if|for|while|switch|else|struct|class|namespace|enum|auto const)\b", line
        ):
            start = (number, len(line) - len(line.lstrip()))
        elif start and re.match(rf"^ {{{start[1]}}}\}}", line):
            if number - start[0] > FUNCTION_LINES_MAX:
                problem(file, start[0], f"function of {number - start[0]} lines; {FUNCTION_LINES_MAX} is the limit")
            start = None


def check_files() -> None:
    for file in sorted(SRC.rglob("*")):
        if file.suffix not in {".h", ".cpp"}:
            continue
        lines = file.read_text().splitlines()
        if file.stem in BANNED_NAMES:
            problem(file, 1, "is named for nothing in particular")
        if file.suffix == ".h" and "#pragma once" not in lines[:12]:
            problem(file, 1, "lacks #pragma once")
        check_lengths(file, lines)
        for number, line in enumerate(lines, 1):
            for pattern, instead in BANNED_WORDS.items():
                if re.search(pattern, line) and "static_assert" not in line:
                    problem(file, number, f"use {instead}")


def print_order() -> None:
    for module in modules():
        print(f"{module:12} {' '.join(declared_deps(module))}" if module != "app" else "app")


if __name__ == "__main__":
    if "--order" in sys.argv:
        print_order()
        sys.exit(0)
    check_order()
    check_listed()
    check_files()
    print("\n".join(problems) or "tidy: nothing to say")
    sys.exit(1 if problems else 0)
