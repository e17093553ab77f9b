#!/usr/bin/env python3
"""Makes the packs' content/ folders from the packages that scripts/bootstrap unpacks.

usage: content.py PACKAGES_DIR PACKS_DIR

Writes PACKS_DIR/national/content/{divisions,holidays,pinyin,phrases,variants}.tsv, and for every
pack whose pack.yaml says `division: "37"` (two digits) PACKS_DIR/<pack>/content/divisions.tsv with
the towns and villages of that province. The same packages give the same bytes.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

# Readings of places and words that the phrase list lacks or has otherwise.
OWN_PHRASES = {
    "莘县": "shen xian", "单县": "shan xian", "冠县": "guan xian", "东阿": "dong e", "乐陵": "lao ling",
    "乐安": "le an", "栖霞": "qi xia", "牟平": "mu ping", "中牟": "zhong mu", "长清": "chang qing",
    "长岛": "chang dao", "费县": "fei xian", "曲阜": "qu fu", "六安": "lu an", "六合": "lu he",
    "厦门": "xia men", "重庆": "chong qing", "长沙": "chang sha", "长春": "chang chun", "长治": "chang zhi",
    "单于": "chan yu", "银行": "yin hang", "行业": "hang ye", "蚌埠": "beng bu", "番禺": "pan yu",
    "阿胶": "e jiao", "朝阳": "chao yang", "大厦": "da sha", "会计": "kuai ji", "台州": "tai zhou",
    "丽水": "li shui", "浚县": "xun xian", "尉氏": "wei shi", "尉犁": "yu li", "铅山": "yan shan",
    "洪洞": "hong tong", "井陉": "jing xing", "蔚县": "yu xian", "乐亭": "lao ting", "燕山": "yan shan",
}

HONG_KONG_MACAO_TAIWAN = [("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区")]
COMMITTEES = ("村民委员会", "居民委员会", "村委会", "居委会")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"# {header}", *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(rows)} rows", file=sys.stderr)


def national_divisions(packages):
    """Provinces, cities and counties: today's, and the abolished with the mark `old`."""
    current = {}
    for file in ("provinces", "cities", "areas"):
        for entry in load(packages / f"china-division/package/dist/{file}.json"):
            current[entry["code"]] = entry["name"]
    current.update(HONG_KONG_MACAO_TAIWAN)
    rows = [(code, name, "") for code, name in current.items()]
    known = set(current.items())
    for file in ("city", "area"):
        for entry in load(packages / f"idcard/package/lib/data/{file}.json").values():
            code, name = entry["code"], entry["text"]
            code = code[:4] if code.endswith("00") else code
            abolished_city = len(code) == 4 and code not in current
            abolished_county = len(code) == 6 and (code, name) not in known
            if (abolished_city or abolished_county) and name not in ("市辖区", "县"):
                rows.append((code, name, "old"))
    return sorted(rows)


def place_name(name):
    """The place, not its committee: 后七村民委员会 is the village 后七村."""
    for committee in COMMITTEES:
        if name.endswith(committee) and len(name) > len(committee):
            name = name[: -len(committee)]
            return name if committee[0] != "村" or name[-1] in "村区" else name + "村"
    return name[:-3] if name.endswith("街道办事处") else name


def pack_divisions(packages, province):
    rows = []
    for file in ("streets", "villages"):
        for entry in load(packages / f"china-division/package/dist/{file}.json"):
            if entry["code"].startswith(province):
                rows.append((entry["code"], place_name(entry["name"]), ""))
    return sorted(rows)


def holidays(packages):
    kinds = {"holidays": "holiday", "workdays": "workday", "inLieuDays": "in_lieu"}
    rows = []
    for path in sorted((packages / "chinese-days/package/dist/years").glob("*.json")):
        year = load(path)
        for key, kind in kinds.items():
            rows += [(day, kind, text.split(",")[1]) for day, text in year[key].items()]
    return sorted(rows)


def plain(syllable):
    """nǚ → nv: no tone, ü as v."""
    letters = unicodedata.normalize("NFD", syllable.strip().lower()).replace("u\u0308", "v")
    letters = re.sub(r"u([\u0300\u0301\u0304\u030c])\u0308", "v", letters)
    return "".join(c for c in letters if "a" <= c <= "z")


def character_readings(packages):
    """The first reading of each character that has one of letters."""
    readings = {}
    for number, text in load(packages / "pypinyin/pypinyin/pinyin_dict.json").items():
        if reading := plain(text.split(",")[0]):
            readings[chr(int(number))] = reading
    return readings


def read(text, readings, phrases):
    """As reference.cpp reads: the longest phrase at each place, else the character."""
    out, at = [], 0
    while at < len(text):
        size = next((n for n in range(len(text) - at, 1, -1) if text[at : at + n] in phrases), 1)
        piece = text[at : at + size]
        out.append(phrases[piece] if size > 1 else readings.get(piece, ""))
        at += size
    return " ".join(out)


def needed_phrases(packages, readings):
    """Only the phrases that the shorter ones and the characters would read wrong."""
    found = {}
    for phrase, syllables in load(packages / "pypinyin/pypinyin/phrases_dict.json").items():
        reading = [plain(alternatives[0]) for alternatives in syllables]
        if len(phrase) == len(reading) > 1 and all(c in readings for c in phrase) and all(reading):
            found[phrase] = " ".join(reading)
    found.update(OWN_PHRASES)
    needed = {}
    for phrase in sorted(found, key=lambda p: (len(p), p)):
        if read(phrase, readings, needed) != found[phrase]:
            needed[phrase] = found[phrase]
    return needed


def variants(packages):
    """Traditional → simplified where there is one answer, and it is in the basic plane.

    A character that is its own simplified form in some words (乾, 於, 徵) stays: names use it.
    """
    rows = []
    with open(packages / "opencc/opencc/dictionary/TSCharacters.txt", encoding="utf-8") as file:
        for line in file:
            traditional, _, simplified = line.rstrip("\n").partition("\t")
            choices = simplified.split(" ")
            if traditional and traditional not in choices and ord(choices[0]) < 0x10000:
                rows.append((traditional, choices[0]))
    return sorted(rows)


def packs_of_provinces(packs):
    for path in sorted(packs.glob("*/pack.yaml")):
        found = re.search(r'^division:\s*["\']?(\d\d)\b', path.read_text(encoding="utf-8"), re.M)
        if found:
            yield path.parent, found.group(1)


def main(packages, packs):
    national = packs / "national/content"
    write(national / "divisions.tsv",
          "divisions: code, name, old where abolished; "
          "china-division 2.7.0 (MIT), idcard 4.2.0 (ISC)",
          national_divisions(packages))
    write(national / "holidays.tsv",
          "holidays: day, kind (holiday, workday, in_lieu), name; chinese-days 1.5.7 (MIT)",
          holidays(packages))
    readings = character_readings(packages)
    by_reading = {}
    for character, reading in sorted(readings.items()):
        by_reading.setdefault(reading, []).append(character)
    write(national / "pinyin.tsv", "readings: syllable, its characters; pypinyin 0.55.0 (MIT)",
          [(reading, "".join(characters)) for reading, characters in sorted(by_reading.items())])
    write(national / "phrases.tsv",
          "phrases that characters alone would read wrong: phrase, reading; pypinyin 0.55.0 (MIT)",
          sorted(needed_phrases(packages, readings).items()))
    write(national / "variants.tsv",
          "traditional, simplified; OpenCC TSCharacters (Apache-2.0)", variants(packages))
    for pack, province in packs_of_provinces(packs):
        write(pack / "content/divisions.tsv",
              "towns and villages, committees dropped from names: code, name; "
              "china-division 2.7.0 (MIT)",
              pack_divisions(packages, province))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
