#!/usr/bin/env python3
"""Makes of web/dist what the program carries: one file of bytes, and a table that says what lies where.

    tools/embed.py web/dist OUT_FOLDER      writes OUT_FOLDER/assets.bin and assets_index.cpp
"""
import hashlib
import pathlib
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain",
         ".woff2": "font/woff2"}
PACKED = {".br": "br", ".gz": "gzip"}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(dist, out):
    dist, out = pathlib.Path(dist), pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    rows, data = [], bytearray()
    for path in sorted(dist.rglob("*")) if (dist / "index.html").exists() else []:
        if not path.is_file() or path.suffix in PACKED or path.name.startswith("."):
            continue
        name = "/" + str(path.relative_to(dist))
        tag = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        places = []
        for end in ("", ".br", ".gz"):
            packed = path.with_name(path.name + end)
            content = packed.read_bytes() if packed.exists() else b""
            places += [str(len(data)), str(len(content))]
            data += content
        rows.append(f"    {{{quoted(name)}, {quoted(TYPES[path.suffix])}, {quoted(tag)}, {', '.join(places)}}},")
    (out / "assets.bin").write_bytes(data or b"\0")
    (out / "assets_index.cpp").write_text(
        "// Made by tools/embed.py.\n#include \"app/assets.h\"\n\nnamespace jutong::app {\n\n"
        "extern std::vector<Asset> const embedded_assets;\nstd::vector<Asset> const embedded_assets = {\n" + "\n".join(rows) + "\n};\n\n}  // namespace jutong::app\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
