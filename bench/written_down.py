"""What the generators of linkage's benchmarks share: damage to texts, and tables with their truth beside them."""
import csv
import pathlib
import random

DIGITS = "0123456789"
TIMES = ((1, 2, 3, 4), (0.5, 0.33, 0.12, 0.05))  # how often a subject is written down, 1.7 on average


def homophones(packs: pathlib.Path, used: set[str] | None = None) -> dict[str, list[str]]:
    """Characters of the same sound, of those `used` where given; from the packs' own content."""
    out = {}
    for line in (packs / "national" / "content" / "pinyin.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        same = [c for c in line.split("\t")[1] if used is None or c in used]
        for c in same:
            out.setdefault(c, []).extend(d for d in same if d != c)
    return out


class Damage:
    def __init__(self, rng: random.Random, sounds: dict[str, list[str]]):
        self.rng, self.sounds = rng, sounds

    def digit(self, text: str) -> str:
        places = [i for i, c in enumerate(text) if c in DIGITS]
        if not places:
            return text
        at = self.rng.choice(places)
        return text[:at] + self.rng.choice([d for d in DIGITS if d != text[at]]) + text[at + 1:]

    def sound(self, text: str, at: int) -> str:
        same = self.sounds.get(text[at])
        return text[:at] + self.rng.choice(same) + text[at + 1:] if same else text


def write(out: pathlib.Path, header: list[str], rows: list[tuple[str, int, list[str]]]) -> None:
    """`rows`: source, subject, cells. Makes OUT/<source>.csv with the rows' numbers as id, and OUT/truth.csv."""
    out.mkdir(parents=True, exist_ok=True)
    files = {source: open(out / f"{source}.csv", "w", encoding="utf-8", newline="") for source in sorted({row[0] for row in rows})}
    tables = {source: csv.writer(file) for source, file in files.items()}
    for table in tables.values():
        table.writerow(["id", *header])
    with open(out / "truth.csv", "w", encoding="utf-8", newline="") as t:
        truth = csv.writer(t)
        truth.writerow(["source", "record_id", "subject"])
        for i, (source, subject, cells) in enumerate(rows):
            tables[source].writerow([i, *cells])
            truth.writerow([source, i, subject])
    for file in files.values():
        file.close()
    print(f"{len(rows)} rows of {len({row[1] for row in rows})} subjects")
