"""A draft at a step of the entry form, and its widgets."""

from typing import Any

from streamlit.testing.v1 import AppTest

from portfolio.domain.fields import EntryStep
from portfolio.ui import entry_form
from tests.ui.conftest import Open
from tests.ui.writing import Writing


def entry(
    writing: Writing, page: Open, step: EntryStep, language: str = "en", **changes: Any
) -> AppTest:
    """A draft that could be published but for ``changes``, at a step."""
    draft = writing.draft("In hand", **changes)
    return page("entry", language, as_role="secretary", draft=str(draft.id), step=str(int(step)))


def number(test: AppTest) -> int:
    return int(test.query_params["draft"])


def widget(test: AppTest, field: str, row: str = "", column: str = "") -> Any:
    key = entry_form.key(f"e{number(test)}-0", field, row, column)
    return test.session_state and next(
        element
        for kind in ("text_input", "text_area", "selectbox", "date_input", "multiselect")
        for element in test.get(kind)
        if element.key == key
    )
