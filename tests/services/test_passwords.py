"""Passwords: long sentences are taken whole, what is no secret is refused, few are compared at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portfolio.services import passwords
from tests.services.accounts import SECRET, Watched


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaaaaaa", "password1234", "my name is amina!", "x" * 201]
)
def test_passwords_that_are_no_secret_are_refused(password: str) -> None:
    with pytest.raises(
        (passwords.PasswordTooShort, passwords.PasswordTooLong, passwords.PasswordGuessable)
    ):
        passwords.check(password, "amina")


@pytest.mark.parametrize(
    "password", [SECRET, "كلمة مرور طويلة جدا", "abcdefgh1!" * 12, "quatre oies x"]
)
def test_any_long_sentence_is_a_password_and_is_kept_whole(password: str) -> None:
    passwords.check(password, "amina")
    kept = passwords.hash_password(password)
    assert passwords.fits(kept, password)
    assert not passwords.fits(kept, password[:-1])


@pytest.mark.parametrize(
    "password",
    [
        "unbelievable", "Contortionist", "1q2w3e4r5t6y", "Password1234!", "qwerty123456",
        "123456789987654321", "Bienvenue1234", "rabatdeclaration", "!!1qaz2wsx3edc!!",
    ],
)  # fmt: skip
def test_common_passwords_of_twelve_signs_and_more_are_refused(password: str) -> None:
    with pytest.raises(passwords.PasswordGuessable):
        passwords.check(password, "amina")


def test_the_list_of_common_passwords_holds_long_ones_in_small_letters() -> None:
    listed = passwords.common()
    assert len(listed) > 40_000
    assert all(len(word) >= passwords.SHORTEST and word == word.casefold() for word in listed)


def test_no_more_than_two_passwords_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", watched := Watched(passes=10))
    passwords.nobodys.cache_clear()
    kept = passwords.hash_password(SECRET)
    with ThreadPoolExecutor(6) as many:
        assert (
            list(many.map(passwords.fits, [kept] * 6, [SECRET, "wrong"] * 3)) == [True, False] * 3
        )
    assert (watched.compared, watched.most) == (6, 2)
