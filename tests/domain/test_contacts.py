"""A contact is an office with an address that works; a person is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import reference
from portfolio.domain.reference import NotAnEmail, NotAnOffice

labels = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?\Z")


@given(st.from_regex(r"\A[a-z0-9_+-]{1,20}(\.[a-z0-9_+-]{1,20}){0,2}\Z"), labels, labels)
def test_a_mailbox_at_a_domain_is_kept_as_it_is(local: str, first: str, second: str) -> None:
    address = f"{local}@{first}.{second}.example"
    assert reference.email(f"  {address} ") == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "office", "office@", "@example.org", "office@example", "a b@example.org",
        "office@exa mple.org", "office@@example.org", ".office@example.org",
        "of..fice@example.org", "office@-example.org", "office@example.org, other@example.org",
        "https://example.org", f"{'a' * 65}@example.org", 'a"b@example.org', "a<b>@example.org",
        "مكتب@example.org",
    ],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail):
        reference.email(typed)


@pytest.mark.parametrize(
    "typed", ["Mr Smith", "Mrs. Smith", "M. Alami", "Mme Alami", "Dr. Alami", "السيد العلمي"]
)
def test_a_person_is_no_office(typed: str) -> None:
    with pytest.raises(NotAnOffice):
        reference.office(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "Programme office", "Ministry of the Interior", "DR Congo border office", "M4 office",
     "Direction générale des douanes", "مكتب البرنامج", "السيدية، مكتب الجمارك"],
)  # fmt: skip
def test_an_office_is_kept(typed: str) -> None:
    assert reference.office(typed) == typed
