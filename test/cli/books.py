"""Makes workbooks, DBF tables and zip archives from the lines of a behaviour test.

A workbook: `= NAME [hidden]` begins a sheet, `merge A1:C1` merges cells of it, every other line is a row, its cells
separated by |. A cell is a number where it looks like one, 'text with the quote before it whatever it looks like,
@45000 a number shown as a date (@@ with the time of day), ?1 a truth value, !#N/A an error, f=A1+B1 a formula without
a result, f=A1+B1->3 one with it; {rich} before a text splits it into runs. The words after the name: 1904.
A DBF table: the first line names the fields, NAME:C20 | BIRTH:D8; a row that begins with * is deleted.
"""
import io
import re
import struct
import sys
import zipfile
from xml.sax.saxutils import escape

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?$")
PART = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheets_of(lines):
    sheets = []
    for line in lines:
        if line.startswith("= "):
            name, _, state = line[2:].partition(" hidden")
            sheets.append({"name": name, "hidden": line.endswith(" hidden"), "merges": [], "rows": []})
        elif line.startswith("merge "):
            sheets[-1]["merges"].append(line[6:])
        else:
            sheets[-1]["rows"].append([cell.strip() for cell in line.split("|")])
    return sheets


def xlsx_cell(reference, cell, strings):
    if not cell:
        return ""
    if cell.startswith("f="):
        formula, _, value = cell[2:].partition("->")
        kind = ' t="str"' if value and not NUMBER.match(value) else ""
        return f'<c r="{reference}"{kind}><f>{escape(formula)}</f>' + (f"<v>{escape(value)}</v>" if value else "") + "</c>"
    if cell.startswith("@"):
        return f'<c r="{reference}" s="{2 if cell.startswith("@@") else 1}"><v>{cell.lstrip("@")}</v></c>'
    if cell.startswith("?"):
        return f'<c r="{reference}" t="b"><v>{cell[1:]}</v></c>'
    if cell.startswith("!"):
        return f'<c r="{reference}" t="e"><v>{cell[1:]}</v></c>'
    if NUMBER.match(cell):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    if cell.startswith("{rich}"):
        text = cell[6:]
        runs = "".join(f"<r><t>{escape(part)}</t></r>" for part in (text[:1], text[1:]))
        strings.append(f'<si>{runs}<rPh sb="0" eb="1"><t>phonetic</t></rPh></si>')
    elif cell.startswith("''"):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell[2:])}</t></is></c>'
    else:
        strings.append(f"<si><t>{escape(cell.removeprefix(chr(39)))}</t></si>")
    return f'<c r="{reference}" t="s"><v>{len(strings) - 1}</v></c>'


def letters(column):
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def xlsx(lines, words):
    sheets, strings = sheets_of(lines), []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for number, sheet in enumerate(sheets, 1):
            rows = "".join(
                f'<row r="{r}">' + "".join(xlsx_cell(f"{letters(c)}{r}", cell, strings) for c, cell in enumerate(row)) + "</row>"
                for r, row in enumerate(sheet["rows"], 1) if any(row))
            merges = "".join(f'<mergeCell ref="{merge}"/>' for merge in sheet["merges"])
            merges = f"<mergeCells>{merges}</mergeCells>" if merges else ""
            book.writestr(f"xl/worksheets/sheet{number}.xml", f"{PART}<worksheet {MAIN}><sheetData>{rows}</sheetData>{merges}</worksheet>")
        book.writestr("[Content_Types].xml", f'{PART}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        book.writestr("xl/workbook.xml", f'{PART}<workbook {MAIN} xmlns:r="{RELATIONS}"><workbookPr date1904="{int("1904" in words)}"/><sheets>' + "".join(
            f'<sheet name="{escape(s["name"])}" sheetId="{n}" r:id="rId{n}"' + (' state="hidden"' if s["hidden"] else "") + "/>"
            for n, s in enumerate(sheets, 1)) + "</sheets></workbook>")
        book.writestr("xl/_rels/workbook.xml.rels", f'{PART}<Relationships>' + "".join(
            f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)) + "</Relationships>")
        book.writestr("xl/sharedStrings.xml", f"{PART}<sst {MAIN}>{''.join(strings)}</sst>")
        book.writestr("xl/styles.xml", f'{PART}<styleSheet {MAIN}><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
                      '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="22"/></cellXfs></styleSheet>')
    return out.getvalue()


def xls(lines, words):
    sys.path.append("/usr/lib/python3/dist-packages")  # of Debian, whichever python runs this
    import xlwt
    book = xlwt.Workbook()
    book.dates_1904 = "1904" in words
    date, moment = (xlwt.easyxf(num_format_str=code) for code in ('yyyy"年"m"月"d"日"', "yyyy-mm-dd hh:mm:ss"))
    for sheet in sheets_of(lines):
        page = book.add_sheet(sheet["name"], cell_overwrite_ok=True)
        page.visibility = int(sheet["hidden"])
        for r, row in enumerate(sheet["rows"]):
            for c, cell in enumerate(row):
                if cell.startswith("@@"):
                    page.write(r, c, float(cell[2:]), moment)
                elif cell.startswith("@"):
                    page.write(r, c, float(cell[1:]), date)
                elif cell.startswith("?"):
                    page.write(r, c, cell == "?1")
                elif cell.startswith("!"):
                    page.row(r).set_cell_error(c, 0x2A)  # #N/A
                elif cell.startswith("f="):
                    page.write(r, c, xlwt.Formula(cell[2:].partition("->")[0]))
                elif NUMBER.match(cell):
                    page.write(r, c, float(cell))
                elif cell:
                    page.write(r, c, cell.removeprefix("{rich}").lstrip("'"))
        for merge in sheet["merges"]:
            (c1, r1), (c2, r2) = (re.match(r"([A-Z])(\d+)", part).groups() for part in merge.split(":"))
            page.merge(int(r1) - 1, int(r2) - 1, ord(c1) - 65, ord(c2) - 65)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def dbf(lines, words):
    encoding = "utf-8" if "utf-8" in words else "gb18030"
    fields = [re.match(r"(\S+):([A-Z])(\d+)$", field.strip()).groups() for field in lines[0].split("|")]
    records = b""
    for line in lines[1:]:
        deleted, line = line.startswith("*"), line.removeprefix("*")
        records += b"*" if deleted else b" "
        for (_, kind, size), cell in zip(fields, line.split("|")):
            data = cell.strip().encode(encoding)
            records += struct.pack("<i", int(data)) if kind == "I" else data.rjust(int(size)) if kind == "N" else data.ljust(int(size))
    header = b"".join(name.encode(encoding).ljust(11, b"\0") + kind.encode() + b"\0" * 4 + bytes([int(size), 0]) + b"\0" * 14
                      for name, kind, size in fields)
    size = 1 + sum(int(field[2]) for field in fields)
    return struct.pack("<4BIHH17xB2x", 3, 126, 11, 23, len(lines) - 1, 33 + len(header), size, 0x4D) + header + b"\r" + records + b"\x1a"


class GbkInfo(zipfile.ZipInfo):
    """A member whose name is in GBK, without the flag that says UTF-8: as packers on Chinese Windows write it."""

    def _encodeFilenameFlags(self):  # noqa: N802, the name is zipfile's
        return self.filename.encode("gbk"), self.flag_bits


MAKERS = {".xlsx": xlsx, ".xls": xls, ".dbf": dbf}
