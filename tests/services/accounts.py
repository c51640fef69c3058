"""Accounts for tests: somebody with a password, time that passes, and who compares passwords."""

from datetime import timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher

from portfolio.domain import params
from portfolio.domain.params import UserRole
from portfolio.services import people, sessions
from portfolio.services.people import CONSOLE
from tests.services.desk import Desk

SECRET = "five wild geese by the ford"
HERE = "192.0.2.7"


def account(desk: Desk, login: str = "amina", duty: UserRole = UserRole.SECRETARY) -> str:
    """Somebody with a password; the digest of their first session."""
    token = people.add_person(desk.register, CONSOLE, login, "Border desk", duty)
    return params.digest(sessions.accept(desk.register.database, token, SECRET).token)


def later(desk: Desk, column: sa.Column[object], by: timedelta) -> None:
    """Move a recorded moment of every row back, as if time had passed."""
    micros = int(by.total_seconds() * 1_000_000)
    table = column.table
    raw = sa.type_coerce(column, sa.BigInteger)
    with desk.register.database.transaction("time passes") as change:
        change.connection.execute(
            sa.update(table).values({column: sa.type_coerce(raw - micros, sa.BigInteger)})
        )


class Watched(PasswordHasher):
    """A hasher that counts what it compares, and how many at once."""

    def __init__(self, passes: int = 1) -> None:
        super().__init__(passes, 8 * 1024, 1)
        self.compared = self.now = self.most = 0
        self._guard = Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # argon2's name
        with self._guard:
            self.compared += 1
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return super().verify(hash, password)
        finally:
            with self._guard:
                self.now -= 1
