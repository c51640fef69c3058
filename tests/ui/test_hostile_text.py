"""Text that looks like HTML is shown as it was typed, on every page: never read, and never escaped twice."""

import re
from typing import Any, Final

import pytest

from portfolio.domain.params import UserRole
from portfolio.ui import navigation
from tests.ui.conftest import Open, html
from tests.ui.writing import ENTRY, Writing

HOSTILE: Final = '<script>alert(1)</script> & "co"'
SHOWN: Final = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;"
TWICE: Final = re.compile(r"&amp;(?:lt|gt|amp|quot|#x27|#39);")
CHANGES: Final[dict[str, Any]] = {
    "summaries": {"en": HOSTILE},
    "objective": HOSTILE,
    "sector": HOSTILE,
    "place": HOSTILE,
    "requesting_authority": HOSTILE,
    "contact_office": HOSTILE,
    "contact_address": HOSTILE,
    "notes": HOSTILE,
    "milestones": [{**ENTRY["milestones"][0], "title": HOSTILE}],
    "documents": [{"key": "k", "title": HOSTILE, "address": "https://example.org/a?b=1&c=2"}],
}


@pytest.mark.parametrize("role", [UserRole.PUBLIC, UserRole.REVIEWER, UserRole.ADMINISTRATOR])
def test_text_that_looks_like_html_is_text_on_every_page(
    writing: Writing, page: Open, role: UserRole
) -> None:
    identifier = writing.published(HOSTILE, **CHANGES)
    draft = writing.submit(writing.draft(HOSTILE, **CHANGES))
    addresses: list[tuple[str, dict[str, str]]] = [(name, {}) for name in navigation.NAMES]
    addresses += [("projects", {"project": identifier}), ("projects", {"search": "script"})]
    addresses += [("projects", {"page": "2"})]  # without a recorded gap it is among the last
    addresses += [("record", {"project": identifier}), ("review", {"draft": str(draft.id)})]
    addresses += [("quality", {"rule": "no_owner"}), ("summary", {"explain": "requirement"})]
    names, as_role = 0, None if role is UserRole.PUBLIC else role.word
    for name, query in addresses:
        test = page(name, "en", as_role=as_role, **query)
        assert not test.exception, name
        made = html(test)
        assert "<script>alert" not in made, name
        assert TWICE.search(made) is None, (name, TWICE.findall(made))
        names += SHOWN in made
    assert names >= 5
