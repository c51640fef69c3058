"""Streamlit's script of charts as it is served: the one place that is changed."""

from pathlib import Path

from portfolio.web import drawing, packing
from portfolio.web.packing import PackedFiles
from tests.web.test_packing import unpacked


def test_charts_are_drawn_a_frame_after_the_words_and_nothing_else_is_changed() -> None:
    (path,) = (packing.SOURCES / "static" / "js").glob("PlotlyChart.*.js")
    body = path.read_bytes()
    served = drawing.drawn_later(path, body)
    assert served.count(drawing.PAINTED) == 1
    assert served.replace(drawing.PAINTED, b"") == body


def test_the_changed_script_is_what_is_packed_and_every_other_file_is_as_it_came(
    tmp_path: Path,
) -> None:
    place = tmp_path / "streamlit" / "static" / "js"
    place.mkdir(parents=True)
    (place.parent.parent / "index.html").write_text("")
    body = b"v.current=v.current.then(()=>{if(!x.current){if(!_.current)throw Error(" + (
        b"`Missing element reference`);return e.react(_.current,{})}});" + b" " * 600
    )
    for name in ("PlotlyChart.A1.js", "Other.B2.js"):
        (place / name).write_bytes(body)
    files = PackedFiles(tmp_path / "packed", tmp_path / "streamlit")
    files.fill()
    charts, other = (files.of(f"/static/js/{n}.js") for n in ("PlotlyChart.A1", "Other.B2"))
    for coding in ("br", "gzip"):
        assert unpacked(charts[coding]) == body.replace(
            b"v.current.then", b"v.current" + drawing.PAINTED + b".then", 1
        )
        assert unpacked(other[coding]) == body
