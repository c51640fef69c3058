"""Files changed at random: each is read or refused, within its bounds, and nothing else happens."""

import io
import random
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.imports import SourceFile
from portfolio.exchange import source_errors as errors
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template.csv_files import read_upload
from tests.building.effort import mutated_files
from tests.building.workbooks import (
    BOOK,
    SHEET,
    STRINGS,
    a_workbook,
    packed,
    parts,
    with_rows,
)

GOOD = a_workbook([["Title", "Amount"], ["Border posts", 5]])


BASES = (
    a_workbook(
        [["Title", "Amount", "Day"], ["Border posts", 1234.5, True], ["", None, "é"]], [["x"]]
    ),
    with_rows(
        '<row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="C3" s="1"><f>A1</f></c><c r="D3" t="str"><f>B1</f><v>5</v></c><c><v>7</v></c></row>',
        before='<dimension ref="A1:D3"/><cols><col min="2" max="3" hidden="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    ),
)
TEXT = 'Title;Amount\nPoste à "Guerguerat";1 234,50\n"a\nb";2\n'
TEXTS = (
    TEXT.encode(),
    TEXT.encode("cp1252"),
    TEXT.encode("utf-16"),
    "عنوان;مبلغ\nمخفر;5\n".encode("cp1256"),
)
ODD = (
    b"0 1 -1 99999999999 1048576 NaN 1e999 XFD1048576 A0 &amp; &#x0; &bogus; <c> </c> </row> <v> ]]> \xff\xfe \xc3"
    b' t="s" t="e" r="" s="99" <!-- <![CDATA[ <?x <!DOCTYPE <f> <is> hidden="1" xml:space rId9 ../../x'
).split()


REPEATED = (
    b"<c/>",
    b'<c r="A1"',
    b' t="e"',
    b"<mergeCell ",
    b' hidden="1"',
    b"<!---->",
    b"\n'",
    b"[",
)


def changed(data: bytes, chance: random.Random) -> bytes:
    """Some bytes flipped, cut out, doubled or replaced by odd ones."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        length = chance.choice((0, 1, 1, 4, 30))
        kind = chance.randrange(5)
        if kind == 0:
            content[at : at + length] = chance.randbytes(length)
        elif kind == 1:
            content[at : at + length] = chance.choice(ODD)
        elif kind == 2:
            del content[at : at + length]
        elif kind == 3:  # what is looked through from each of its places takes the square of it
            piece = chance.choice((*ODD, *REPEATED, bytes(content[at : at + length])))
            content[at:at] = piece * chance.choice((1_000, 20_000))
        else:
            content[at:at] = content[at : at + chance.choice((10, 100, 1000))]
    return bytes(content)


def archives() -> list[bytes]:
    """Workbooks and CSV files packed by every method there is."""
    made = []
    for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        for content in (parts(GOOD), {"projects.csv": TEXTS[0], "flows.csv": TEXTS[3]}):
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w", how) as archive:
                for name, part in content.items():
                    archive.writestr(name, part)
            made.append(data.getvalue())
    return made


ARCHIVES = tuple(archives())


def test_a_damaged_archive_is_told_whatever_packed_it() -> None:
    for data in ARCHIVES:
        place = data.find(b"PK\x01\x02") + 6
        later = data[:place] + b"\xff" + data[place + 1 :]  # a version of the format nobody knows
        begin = 30 + int.from_bytes(data[26:28], "little")
        broken = data[:begin] + b"\xff" * 20 + data[begin + 20 :]
        for damaged in (later, broken):
            with pytest.raises(errors.DamagedWorkbook):
                read_upload(damaged, "the file.zip")


def a_mutated_file(chance: random.Random) -> bytes:
    """A workbook or a text changed as a whole, or with one of its parts changed, moved or gone."""
    kind = chance.randrange(11)
    if kind == 0:
        return changed(chance.choice(TEXTS), chance)
    if kind == 10:
        content = bytearray(chance.choice(ARCHIVES))
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        return bytes(content)
    data = chance.choice(BASES)
    if kind == 1:
        return changed(data, chance)
    pieces: dict[str, str | bytes] = dict(parts(data))
    name = chance.choice([SHEET, SHEET, STRINGS, BOOK, "xl/styles.xml", *pieces])
    if name not in pieces or kind == 2:
        pieces.pop(chance.choice(list(pieces)))
    elif kind == 3:
        pieces[name] = pieces[chance.choice(list(pieces))]
    else:
        pieces[name] = changed(bytes(pieces[name]), chance)  # type: ignore[arg-type]
    return packed(pieces)


def held_together(file: SourceFile) -> bool:
    """Whether a file's rows are in order, of one width a sheet, and of known values."""
    return all(
        [row.number for row in sheet.rows] == sorted({row.number for row in sheet.rows})
        and (not sheet.name or len({len(row.cells) for row in sheet.rows}) < 2)
        for sheet in file.sheets
    )


@given(st.integers(0, 2**32))
@mutated_files
def test_a_mutated_file_is_read_or_refused_and_nothing_else(seed: int) -> None:
    data = a_mutated_file(random.Random(seed))
    start = time.process_time()
    with suppress(PortfolioError):
        file = read_upload(data, "x.xlsx")
        assert held_together(file)
        for sheet in file.sheets:
            detect_table(sheet)
    assert time.process_time() - start < 5
