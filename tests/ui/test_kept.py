"""What is made of a view is made once for a language, and does not hold the view back."""

import gc
import re
from weakref import ref

from portfolio.charts import style
from portfolio.ledger.view import View
from portfolio.measures.figures import Figure
from portfolio.services.live import LivePortfolio
from portfolio.ui import session
from portfolio.ui.session import per_view
from portfolio.web import plain
from tests.ui.conftest import Open, html


def test_what_is_made_of_a_view_is_made_once_for_each_key(demonstration: LivePortfolio) -> None:
    question = demonstration.default_question()
    one, other = (View(demonstration.portfolio(), question) for _ in range(2))
    made: list[str] = []

    def make() -> int:
        made.append("made")
        return len(made)

    assert [per_view(one, ("a",), make), per_view(one, ("a",), make)] == [1, 1]
    assert [per_view(one, ("b",), make), per_view(other, ("a",), make)] == [2, 3]


def test_a_view_let_go_of_is_not_held_back(demonstration: LivePortfolio) -> None:
    view = View(demonstration.portfolio(), demonstration.default_question())
    per_view(view, ("a",), lambda: "made")
    left = ref(view)
    del view
    gc.collect()
    assert left() is None


def test_no_more_is_kept_than_there_is_room_for(demonstration: LivePortfolio) -> None:
    view = View(demonstration.portfolio(), demonstration.default_question())
    for number in range(session.MOST + 5):
        per_view(view, (number,), object)
    assert len(session._kept) == session.MOST


def test_readers_of_one_view_in_several_languages_get_their_own_words(
    demonstration: LivePortfolio, page: Open
) -> None:
    english, french = html(page("summary", "en")), html(page("summary", "fr"))
    assert "Priority security projects" in english
    assert "Priority security projects" not in french
    assert html(page("summary", "en")) == english


def test_the_style_sheet_has_the_colours_of_the_charts() -> None:
    sheet = plain.assets()["components.css"].body.decode()
    said = dict(re.findall(r"--rp-([a-z]+): (#[0-9a-f]{6})", sheet))
    assert said == {
        "accent": style.ACCENT,
        "ink": style.INK,
        "muted": style.MUTED,
        "rule": style.RULE,
        "hatch": style.HATCH,
        "paid": style.MONEY[Figure.PAID],
        "secured": style.MONEY[Figure.SECURED],
        "pledged": style.MONEY[Figure.PLEDGED_OPEN],
        "gap": style.MONEY[Figure.GAP],
    }
