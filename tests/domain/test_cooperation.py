"""Kinds of cooperation follow from who takes part; triangular wins (domain section 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.reference import Kind, Region, derive
from tests.building.effort import small

LIBYA = ("LY", Region.ARAB_MAGHREB, True)
TUNISIA = ("TN", Region.ARAB_MAGHREB, True)
MAURITANIA = ("MR", Region.ARAB_MAGHREB, True)
NIGER = ("NE", Region.SAHEL_SAHARA, True)
FRANCE = ("FR", Region.PARTNERS, False)


def test_one_beneficiary_and_a_provider_are_bilateral() -> None:
    assert derive([LIBYA], has_provider=True) is Kind.BILATERAL


def test_one_beneficiary_without_a_provider_derives_nothing() -> None:
    assert derive([LIBYA], has_provider=False) is Kind.UNCLASSIFIED


def test_two_beneficiaries_of_one_region_are_regional() -> None:
    assert derive([LIBYA, TUNISIA], has_provider=False) is Kind.REGIONAL


def test_two_regions_are_inter_regional() -> None:
    assert derive([LIBYA, NIGER], has_provider=True) is Kind.INTER_REGIONAL


def test_mauritania_beside_libya_is_regional_by_its_primary_region() -> None:
    assert derive([LIBYA, MAURITANIA], has_provider=True) is Kind.REGIONAL


def test_a_country_named_twice_is_one_country() -> None:
    assert derive([LIBYA, LIBYA], has_provider=True) is Kind.BILATERAL


def test_no_beneficiary_derives_nothing() -> None:
    assert derive([], has_provider=True) is Kind.UNCLASSIFIED


def test_two_developing_countries_and_a_facilitator_are_triangular() -> None:
    kind = derive([LIBYA], has_provider=True, pivotal=[("TN", True)], has_facilitating=True)
    assert kind is Kind.TRIANGULAR


@pytest.mark.parametrize(
    ("beneficiaries", "pivotal", "facilitating"),
    [
        ([LIBYA], [("TN", True)], False),  # nobody facilitates
        ([LIBYA], [], True),  # nobody is pivotal
        ([LIBYA], [("LY", True)], True),  # one developing country in two roles
        ([LIBYA], [("FR", False)], True),  # the pivotal partner is no developing country
        ([FRANCE], [("TN", True)], True),  # the beneficiary is none
    ],
)
def test_without_every_role_nothing_is_triangular(
    beneficiaries: list[tuple[str, Region, bool]],
    pivotal: list[tuple[str, bool]],
    facilitating: bool,
) -> None:
    kind = derive(beneficiaries, has_provider=True, pivotal=pivotal, has_facilitating=facilitating)
    assert kind is Kind.BILATERAL


countries = st.sampled_from([LIBYA, TUNISIA, MAURITANIA, NIGER, FRANCE])


@small
@given(st.lists(countries, max_size=4), st.booleans())
def test_the_order_of_the_beneficiaries_does_not_matter(
    beneficiaries: list[tuple[str, Region, bool]], has_provider: bool
) -> None:
    assert derive(beneficiaries, has_provider=has_provider) is derive(
        beneficiaries[::-1], has_provider=has_provider
    )


@small
@given(st.lists(countries, max_size=4), countries, st.booleans())
def test_one_more_beneficiary_never_narrows_the_kind(
    beneficiaries: list[tuple[str, Region, bool]],
    another: tuple[str, Region, bool],
    has_provider: bool,
) -> None:
    before = derive(beneficiaries, has_provider=has_provider)
    assert derive([*beneficiaries, another], has_provider=has_provider) >= before
