"""Streamlit's files as they are packed, kept and sent."""

import gzip
import os
import threading
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from portfolio.web import packing
from portfolio.web.packing import PackedFiles
from tests.web.conftest import MakeClient

BODIES = {
    "static/js/index.A1.js": b"first(); " * 200,
    "static/js/chart.B2.js": b"later(); " * 200,
    "static/css/index.C3.css": b"a { color: red } " * 200,
    "static/js/tiny.D4.js": b"tiny()",
    "static/media/font.E5.woff2": b"wOF2" + bytes(600),
}
SCRIPT = "/static/js/index.A1.js"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder as Streamlit brings it."""
    folder = tmp_path / "streamlit"
    for name, body in BODIES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    (folder / "index.html").write_text('<script src="./static/js/index.A1.js"></script>')
    return folder


def filled(tmp_path: Path, sources: Path) -> PackedFiles:
    files = PackedFiles(tmp_path / "var" / "packed", sources)
    files.fill()
    return files


def unpacked(place: Path) -> bytes:
    body = place.read_bytes()
    return brotli.decompress(body) if place.suffix == ".br" else gzip.decompress(body)


def test_every_file_that_gains_is_packed_in_both_codings_and_unpacks_to_itself(
    tmp_path: Path, sources: Path
) -> None:
    files = filled(tmp_path, sources)
    assert set(files.places) == {f"/{name}" for name in BODIES if "tiny" not in name} - {
        "/static/media/font.E5.woff2"
    }
    for address, places in files.places.items():
        assert set(places) == {"br", "gzip"}
        for place in places.values():
            assert unpacked(place) == BODIES[address.lstrip("/")]


def test_the_files_of_the_first_page_come_first_and_brotli_waits_for_all_of_gzip(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bytes]] = []
    compress = packing.compress

    def remember(body: bytes, coding: str) -> bytes:
        made.append((coding, body[:5]))
        return compress(body, coding)

    monkeypatch.setattr(packing, "compress", remember)
    filled(tmp_path, sources)
    assert [coding for coding, _ in made] == ["gzip"] * 3 + ["br"] * 3
    assert made[0][1] == made[3][1] == b"first"


def test_a_later_start_packs_nothing_again(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = filled(tmp_path, sources)
    monkeypatch.setattr(packing, "compress", lambda *_: pytest.fail("packed again"))
    assert filled(tmp_path, sources).places == first.places


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_a_broken_file_is_made_anew(
    tmp_path: Path, sources: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    place = filled(tmp_path, sources).of(SCRIPT)["br"]
    whole = place.read_bytes()
    broken = {"cut": whole[:-3], "changed": b"x" + whole[1:], "empty": b""}[damage]
    place.write_bytes(broken)
    again = filled(tmp_path, sources)
    assert again.of(SCRIPT)["br"].read_bytes() == whole
    assert str(place) in caplog.text


def test_what_a_killed_process_left_is_removed_and_what_another_writes_stays(
    tmp_path: Path, sources: Path
) -> None:
    folder = filled(tmp_path, sources).of(SCRIPT)["br"].parent
    old, new = folder / f"a{packing.UNFINISHED}", folder / f"b{packing.UNFINISHED}"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    filled(tmp_path, sources)
    assert not old.exists()
    assert new.exists()


def test_processes_that_start_together_leave_whole_files(tmp_path: Path, sources: Path) -> None:
    several = [PackedFiles(tmp_path / "var" / "packed", sources) for _ in range(4)]
    threads = [threading.Thread(target=files.fill) for files in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [path for path in several[0].folder.rglob("*") if path.is_file()]
    assert len(found) == 6
    assert all(packing.PACKED_NAME.fullmatch(path.name) for path in found)
    for files in several:
        assert unpacked(files.of(SCRIPT)["br"]) == BODIES[SCRIPT.lstrip("/")]


def test_another_installation_has_a_folder_of_its_own(tmp_path: Path, sources: Path) -> None:
    first = filled(tmp_path, sources)
    (sources / "static/js/index.A1.js").rename(sources / "static/js/index.F6.js")
    assert filled(tmp_path, sources).folder != first.folder
    assert "streamlit-" in first.folder.name


def test_a_folder_that_cannot_be_written_is_said_and_nothing_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_shared", [])
    (tmp_path / "var").write_text("a file, where a folder should be")
    packing.fill_in_background(tmp_path / "var" / "packed").join()
    assert "unpacked" in caplog.text
    assert str(tmp_path / "var" / "packed") in caplog.text


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_each_reader_is_sent_what_they_unpack_and_may_keep_it(
    tmp_path: Path,
    sources: Path,
    monkeypatch: pytest.MonkeyPatch,
    client_of: MakeClient,
    accepts: str,
    coding: str | None,
) -> None:
    address = next(iter((packing.SOURCES / "static" / "js").glob("index.*.js"))).name
    body = BODIES[SCRIPT.lstrip("/")]
    files = filled(tmp_path, sources)
    files.places[f"/static/js/{address}"] = files.of(SCRIPT)
    monkeypatch.setattr(packing, "_shared", [files])
    client: TestClient = client_of()
    answer = client.get(f"/static/js/{address}", headers={"accept-encoding": accepts})
    if coding is None:
        assert "content-encoding" not in answer.headers  # goes on to Streamlit
        return
    assert answer.content == body
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "accept-encoding"
    head = client.head(f"/static/js/{address}", headers={"accept-encoding": accepts})
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert head.content == b""


def test_a_file_that_went_is_sent_as_streamlit_has_it(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, client: TestClient
) -> None:
    name = next(iter((packing.SOURCES / "static" / "js").glob("index.*.js"))).name
    files = filled(tmp_path, sources)
    files.places[f"/static/js/{name}"] = files.of(SCRIPT)
    monkeypatch.setattr(packing, "_shared", [files])
    for place in files.of(SCRIPT).values():
        place.unlink()
    answer = client.get(f"/static/js/{name}")
    assert "content-encoding" not in answer.headers
