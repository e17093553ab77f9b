#!/usr/bin/env python3
"""A table of people written down once or several times, with the truth: the Chinese benchmark of linkage.

    jutong demo generate --people 700000 --organizations 1000 --seed 3 --out DEMO
    bench/chinese_people.py --demo DEMO --rows 1000000 --seed 1 --out OUT

The people are those of the demo: households share an address, kin a surname, some twins a birthday. OUT/people.csv has
id, name, gender, born, phone, address, division; OUT/truth.csv source, record_id, subject.

The error model, each drawn on its own for each further row of a person:
  name      a character of the same sound 4 %, another character 2 %, one left out 1 %, two exchanged 0.5 %
  born      a wrong digit 3 %, day and month exchanged 1 %, only the year known (01-01) 3 %
  phone     another number 25 % (people change it), a wrong digit 3 %; a tenth of all people use a relative's
  address   moved within the province 15 %, cut after the street 15 %, province and city left out 25 %, a wrong digit 3 %
  blank     phone 15 %, address 6 %, born 2 %, gender 3 %
"""
import argparse
import csv
import pathlib
import random

from written_down import TIMES, Damage, homophones, write


def people_of(demo):
    """name, gender, born, address, division of each person, in the order of the register."""
    with open(demo / "psb.household.csv", encoding="gb18030", errors="replace", newline="") as f:
        for row in csv.DictReader(f):
            if row["姓名"] and row["出生日期"] and row["户籍地址"]:
                yield [row["姓名"], row["性别"], row["出生日期"], row["户籍地址"], row["户籍地行政区划"]]


class PersonDamage(Damage):
    def __init__(self, rng, sounds, common, addresses):
        super().__init__(rng, sounds)
        self.common, self.addresses = common, addresses

    def name(self, name):
        r, rng = self.rng.random(), self.rng
        at = rng.randrange(len(name))
        if r < 0.04:
            return self.sound(name, at)
        if r < 0.06:
            return name[:at] + rng.choice(self.common) + name[at + 1:]
        if r < 0.07 and len(name) > 2:
            return name[:at] + name[at + 1:]
        if r < 0.075 and len(name) > 2:
            return name[0] + name[2] + name[1] + name[3:]
        return name

    def born(self, born):
        r = self.rng.random()
        if r < 0.03:
            return self.digit(born)
        if r < 0.04:
            return born[:4] + born[6:] + born[4:6]
        if r < 0.07:
            return born[:4] + "0101"
        return born

    def address(self, address, division):
        r, rng = self.rng.random(), self.rng
        if r < 0.15:
            return rng.choice(self.addresses)
        if r < 0.30:
            for end in ("号", "村", "路"):
                if end in address:
                    return address[:address.index(end) + 1], division
        if r < 0.55 and "市" in address:
            return address[address.index("市") + 1:], division
        if r < 0.58:
            return self.digit(address), division
        return address, division

    def row(self, person, phone):
        name, gender, born, address, division = person
        rng = self.rng
        name, born = self.name(name), self.born(born)
        address, division = self.address(address, division)
        r = rng.random()
        phone = new_phone(rng) if r < 0.25 else self.digit(phone) if r < 0.28 else phone
        phone = "" if rng.random() < 0.15 else phone
        address = "" if rng.random() < 0.06 else address
        born = "" if rng.random() < 0.02 else born
        gender = "" if rng.random() < 0.03 else gender
        return [name, gender, born, phone, address, division]


def new_phone(rng):
    return rng.choice(["130", "131", "135", "136", "137", "138", "139", "150", "151", "158", "159", "176", "186", "188"]) + \
        f"{rng.randrange(10 ** 8):08d}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", type=pathlib.Path, required=True)
    parser.add_argument("--packs", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "packs")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    people = list(people_of(options.demo))
    common = [p[0][-1] for p in rng.sample(people, min(2000, len(people)))]
    addresses = [(p[3], p[4]) for p in rng.sample(people, min(50_000, len(people)))]
    used = {c for p in people for c in p[0]}
    damage = PersonDamage(rng, homophones(options.packs, used), common, addresses)
    rows, phones = [], []
    for subject, person in enumerate(people):
        kin = rng.random() < 0.1 and phones
        phones.append(phones[-1] if kin else new_phone(rng))
        for k in range(rng.choices(*TIMES)[0]):
            row = [person[0], person[1], person[2], phones[-1], person[3], person[4]] if k == 0 else damage.row(person, phones[-1])
            rows.append(("people", subject, row))
        if len(rows) >= options.rows:
            break
    rows = rows[:options.rows]
    rng.shuffle(rows)
    write(options.out, ["name", "gender", "born", "phone", "address", "division"], rows)


main()
