"""Where a reader may be sent on to."""

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from portfolio.web import plain

SITE = "https://portfolio.example"
FOREIGN = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/%0d%0aset-cookie:a=b\r\nx: y",
    "evil.example",
    "",
)
TRICKY = st.text(alphabet=st.sampled_from("/\\:.@?#%a\t\r\n[]é "), max_size=20)


@given(st.one_of(st.text(), TRICKY, TRICKY.map(lambda t: f"/{t}")))
@example("//evil.example")
@example("/\\evil.example")
def test_a_wanted_address_never_leaves_the_site(wanted: str) -> None:
    for address in (plain.local(wanted), plain.in_language(wanted, "ar")):
        there = urlsplit(urljoin(SITE, address))
        assert (there.scheme, there.netloc) == ("https", "portfolio.example")
        assert not set(address) & set("\r\n\t\\")


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=5).filter(lambda name: name != "lang"), st.text(max_size=5)
        )
    )
)
def test_another_language_keeps_every_other_part_of_the_query(asked: list[tuple[str, str]]) -> None:
    address = plain.in_language(f"/gaps?{urlencode([*asked, ('lang', 'en')])}", "fr")
    assert parse_qsl(urlsplit(address).query, keep_blank_values=True) == [*asked, ("lang", "fr")]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_the_language_switch_and_sign_in_refuse_to_lead_away(
    client: TestClient, wanted: str
) -> None:
    switched = client.get("/lang/fr", params={"next": wanted})
    assert switched.headers["location"] == "/?lang=fr"
    assert 'href="/"' in client.get("/sign-in", params={"next": wanted}).text
