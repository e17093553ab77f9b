#!/usr/bin/env python3
"""Does what a guide says, step by step, in a folder of its own: so that guides stay true.

    run.py PROGRAM GUIDE.md

```LANG save=PATH     the block becomes that file
```edit PATH          the block is appended to that file
```console            each line after `$ ` is run; the lines below it must all be in what it printed
Packs are a copy of the repository's; `jutong` is PROGRAM on a fresh data directory.
"""
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


def run_console(program: str, text: str, folder: pathlib.Path) -> tuple[int, list[str]]:
    passed, faults, output, command = 0, [], "", ""
    for line in text.splitlines():
        if line.startswith("$ "):
            command = line[2:]
            words = shlex.split(command)
            assert words[0] == "jutong", command
            done = subprocess.run([program, "--data", "var", "--packs", "packs", *words[1:]], cwd=folder,
                                  capture_output=True, text=True, timeout=120, check=False)
            output = done.stdout + done.stderr
            if done.returncode != 0:
                faults.append(f"{command}\n  exit {done.returncode}: {output}")
                return passed, faults
            passed += 1
        elif line.strip() and line.strip() not in output:
            faults.append(f"{command}\n  did not print: {line}\n  but: {output}")
        elif line.strip():
            passed += 1
    return passed, faults


def main(program: str, guide: pathlib.Path) -> int:
    passed, faults = 0, []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(ROOT / "packs", folder / "packs")
        for kind, argument, text in BLOCK.findall(guide.read_text()):
            if argument.startswith("save="):
                path = folder / argument.removeprefix("save=")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            elif kind == "edit":
                with open(folder / argument, "a", encoding="utf-8") as file:
                    file.write(text)
            elif kind == "console":
                done, wrong = run_console(program, text, folder)
                passed, faults = passed + done, faults + wrong
                if faults:
                    break
    print("\n".join(faults))
    print(f"{passed} passed, {len(faults)} failed")
    return 1 if faults or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])))
