#!/usr/bin/env python3
"""Real firms written down once or several times, with the truth: how linkage does where a firm has no usable code.

    bench/chinese_firms.py --enterprises ../shared/data/enterprise_sd/enterprise_sd.csv.zst --seed 1 --out OUT

OUT/firms.csv has id, name, person, founded, capital, address (real rows, without their code); OUT/truth.csv source, record_id, subject.
Half of the firms stand in it once, the others two to four times; one in twenty also has a branch, which is another subject.

The error model of a further row, each drawn on its own:
  name      province or city left out 25 %; 有限责任公司/有限公司/公司 exchanged 12 %; brackets added or full width 5 %; a character of the same sound
            2 %, another 1.5 %, one left out 1 %; only its short name (字号 and 行业) 5 %; renamed (another 字号) 3 %
  person    another one (it changes) 15 %; a character of the same sound 3 %; blank 8 %
  founded   another format; a wrong digit 2 %; only the year (01-01) 2 %; the date of a licence 5 %; blank 6 %
  capital   another unit or spelling 40 %; raised 10 %; blank 15 %
  address   moved (that of another firm) 12 %; province, city or county left out 30 %; cut after the street number 15 %; digits in Chinese 5 %;
            a wrong digit 3 %; blank 6 %
"""
import argparse
import csv
import io
import pathlib
import random
import re
import subprocess

from written_down import DIGITS, TIMES, Damage, homophones, write

HAN_DIGITS = "〇一二三四五六七八九"
FORMS = ("有限责任公司", "股份有限公司", "有限公司", "公司")


def enterprises(path):
    text = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout.decode("utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        yield [row["企业名称"], row["法人代表"], row["注册日期"], row["注册资金"], row["注册地址"], row["地区"]]


class FirmDamage(Damage):
    def __init__(self, rng, sounds, firms):
        super().__init__(rng, sounds)
        self.firms = firms
        self.common = [c for f in rng.sample(firms, min(3000, len(firms))) for c in f[0][2:6] if "\u4e00" <= c <= "\u9fff"]

    def name(self, name, city):
        r, rng = self.rng.random(), self.rng
        place = re.match(f"(山东省?)?({city}市?)?((?:.{{1,3}}(?:市|区|县))(?=.{{4}}))?", name).group(0) if city else ""
        rest = name[len(place):]
        if r < 0.25:
            name = rest if len(rest) > 5 else name
        elif r < 0.30:
            for form in FORMS:
                rest = rest.replace(form, "")
            name = rest if len(rest) >= 4 else name
        elif r < 0.33:
            name = place + "".join(rng.choices(self.common, k=2)) + rest[2:]
        if rng.random() < 0.12:
            for form in FORMS[:3]:
                if form in name:
                    name = name.replace(form, rng.choice([f for f in FORMS[:3] if f != form]))
                    break
        if rng.random() < 0.05:
            name = name.replace("(", "（").replace(")", "）") if "(" in name else f"{name}({city})" if city else name
        r = rng.random()
        if r < 0.02:
            return self.sound(name, rng.randrange(len(name)))
        if r < 0.035:
            at = rng.randrange(len(name))
            return name[:at] + rng.choice(self.common) + name[at + 1:]
        if r < 0.045:
            at = rng.randrange(len(name))
            return name[:at] + name[at + 1:]
        return name

    def person(self, person):
        r = self.rng.random()
        if r < 0.15:
            return self.rng.choice(self.firms)[1]
        if r < 0.18:
            return self.sound(person, self.rng.randrange(len(person)))
        return "" if r < 0.26 else person

    def founded(self, day):
        r = self.rng.random()
        if r < 0.02:
            day = self.digit(day)
        elif r < 0.04:
            day = day[:4] + "-01-01"
        elif r < 0.09:
            day = self.rng.choice(self.firms)[2]
        elif r < 0.15:
            return ""
        y, m, d = (day.split("-") + ["", ""])[:3]
        return self.rng.choice((day, day, day.replace("-", ""), f"{y}年{m.lstrip('0')}月{d.lstrip('0')}日", f"{y}/{m}/{d}"))

    def capital(self, capital):
        r = self.rng.random()
        amount = re.match(r"[\d,.]+", capital)
        if r < 0.15:
            return ""
        if r < 0.25 or not amount:
            return self.rng.choice(self.firms)[3]
        if r < 0.65:
            value = float(amount.group(0).replace(",", ""))
            return self.rng.choice((f"{value:g}万元", f"{value:.2f}", f"{value:.4f}万人民币", f"{value * 10000:.0f}元"))
        return capital

    def address(self, address, city):
        r, rng = self.rng.random(), self.rng
        if r < 0.12:
            return rng.choice(self.firms)[4]
        if r < 0.18:
            return ""
        if rng.random() < 0.3:
            address = re.sub(r"^(山东省)?(.{2,3}市)?", "", address) if rng.random() < 0.5 else re.sub(r"^(山东省)?(.{2,3}市)?(.{1,4}[区县市])?", "", address)
        elif rng.random() < 0.2 and city and not address.startswith(("山东", city)):
            address = f"山东省{city}市{address}"
        if rng.random() < 0.15 and "号" in address:
            address = address[:address.index("号") + 1]
        if rng.random() < 0.05:
            address = "".join(HAN_DIGITS[int(c)] if c in DIGITS else c for c in address)
        return self.digit(address) if rng.random() < 0.03 else address

    def row(self, firm):
        name, person, founded, capital, address, city = firm
        return [self.name(name, city), self.person(person), self.founded(founded), self.capital(capital), self.address(address, city)]

    def branch(self, firm):
        """Another subject: of the same firm, in another place, with another person."""
        person, day, place = (self.rng.choice(self.firms) for _ in range(3))
        where = re.search(r".{2,3}[区县市]", place[4])
        name = firm[0] + (where.group(0)[-3:-1] if where else "第一") + "分公司"
        return [name, person[1], day[2], "", self.digit(place[4]), place[5]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--enterprises", type=pathlib.Path, required=True)
    parser.add_argument("--packs", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "packs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    firms = list(enterprises(options.enterprises))
    damage = FirmDamage(rng, homophones(options.packs), firms)
    rows, subject = [], 0
    for firm in firms:
        for one in [firm] + ([damage.branch(firm)] if "有限" in firm[0] and "分公司" not in firm[0] and rng.random() < 0.05 else []):
            subject += 1
            for k in range(rng.choices(*TIMES)[0]):
                rows.append(("firms", subject, one[:5] if k == 0 else damage.row(one)))
    rng.shuffle(rows)
    write(options.out, ["name", "person", "founded", "capital", "address"], rows)


main()
