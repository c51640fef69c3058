"""Somebody signed in: a real session row in a store, as the middleware would name it."""

import secrets

from portfolio.domain.params import UserRole, digest
from portfolio.services import sessions
from portfolio.services.live import LivePortfolio
from portfolio.store import people


def signed_in(register: LivePortfolio, role: str, language: str = "en") -> dict[str, str]:
    """What the script is told of somebody of a role who has just signed in.

    A person of the demonstration while that gives roles, else somebody with an account.
    """
    duty, database = UserRole[role.upper()], register.database
    if register.demonstration and not sessions.has_people(database):
        login, token = f"demonstration-{role}", sessions.demonstrate(database, duty).token
    else:
        login, token = f"reader-{role}", secrets.token_urlsafe(32)
        with database.transaction("a reader of a test") as change:
            found = people.find_person(change.connection, login)
            number = (
                found[0].id
                if found
                else people.insert_person(
                    change, login=login, name=f"Reader {role}", duty=duty, password="a hash"
                )
            )
            people.insert_session(change, digest(token), number)
    return {
        "login": login,
        "role": role,
        "sid": digest(token),
        "language": language,
        "demonstration": "off",
    }
