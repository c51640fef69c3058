"""Somebody signed in: a real session row in a store, as the middleware would name it."""

from portfolio.domain.people import Duty
from portfolio.services import sessions
from portfolio.services.portfolio import Register


def signed_in(register: Register, role: str, language: str = "en") -> dict[str, str]:
    """What the script is told of a demonstration person of a role, who has just signed in."""
    begun = sessions.demonstrate(register.database, Duty[role.upper()])
    return {
        "login": f"demonstration-{role}",
        "role": role,
        "sid": sessions.digest(begun.token),
        "language": language,
        "demonstration": "off",
    }
