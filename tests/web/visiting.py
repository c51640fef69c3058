"""What visitors of the product's own pages do: get an account, sign in, look who they are."""

from starlette.testclient import TestClient

from portfolio.domain.params import UserRole
from portfolio.services import live, people, sessions
from portfolio.services.people import CONSOLE

SECRET = "five wild geese by the ford"
OWN = {"sec-fetch-site": "same-origin", "origin": "http://localhost:8501"}
STREAM = "ws://localhost:8501/_stcore/stream"


def account(login: str = "amina", duty: UserRole = UserRole.SECRETARY) -> None:
    token = people.add_person(live.register(), CONSOLE, login, "Border desk", duty)
    sessions.accept(live.register().database, token, SECRET)


def sign_in(client: TestClient, login: str = "amina", password: str = SECRET, **query: str) -> str:
    answer = client.post(
        "/sign-in", params=query, data={"login": login, "password": password}, headers=OWN
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def role_of(client: TestClient) -> str:
    return str(client.get("/_stcore/echo").json()["x-rp-role"])
