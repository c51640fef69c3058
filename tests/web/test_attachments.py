"""Attached files at their address: what is sent with one, to whom, and nothing else to anybody else."""

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from portfolio.domain.params import Principal, UserRole
from portfolio.services import live, publishing
from portfolio.services.attachments import attach_file, withdraw_file
from portfolio.services.people import CONSOLE
from portfolio.store.people import find_person
from portfolio.web.files import SANDBOX, UPLOADERS
from tests.building import files
from tests.web.conftest import Site
from tests.web.visiting import account, sign_in

NAME = "شهادة الإنجاز, “final”.pdf"


def writer(login: str = "amina") -> Principal:
    with live.register().database.reading() as connection:
        found = find_person(connection, login)
    assert found
    return Principal(login, UserRole.SECRETARY, found[0].id)


def project(*, is_example: bool) -> str:
    portfolio = live.register().portfolio()
    flags = portfolio.projects.is_example
    return next(
        name
        for name, number in portfolio.ids.items()
        if bool(flags[portfolio.code_of(number)]) is is_example
    )


@pytest.fixture
def visitor(site: Site) -> TestClient:
    """Somebody who has not signed in, of a demonstration whose staff has an account."""
    client = site(demonstration="on")
    account()
    return client


def attached(identifier: str = "") -> str:
    reference = attach_file(
        live.register(), writer(), identifier or project(is_example=False), "", "Certificate",
        NAME, files.pdf(), token="t",
    )  # fmt: skip
    return f"/attachments/{reference}"


def test_a_public_file_is_saved_under_its_name_and_never_run(visitor: TestClient) -> None:
    address = attached()
    answer = visitor.get(address)
    assert (answer.status_code, answer.content) == (200, files.pdf())
    told = answer.headers
    assert told["content-type"] == "application/pdf"
    assert told["content-disposition"].startswith('attachment; filename="')
    assert told["content-disposition"].endswith(
        f"filename*=UTF-8''{quote('شهادة الإنجاز, “final”.pdf', safe='')}"
    )
    assert told["content-disposition"].isascii()
    assert told["content-security-policy"] == SANDBOX
    assert "sandbox" in SANDBOX
    assert "allow-" not in SANDBOX
    assert told["x-content-type-options"] == "nosniff"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert told["cache-control"] == "no-cache"
    assert "set-cookie" not in told
    again = visitor.get(address, headers={"if-none-match": told["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == SANDBOX


def test_every_other_address_keeps_the_policy_of_pages(visitor: TestClient) -> None:
    assert "script-src 'self'" in visitor.get("/").headers["content-security-policy"]


def test_who_signed_in_is_sent_nothing_to_store(visitor: TestClient) -> None:
    address = attached(project(is_example=True))
    sign_in(visitor)
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_withdrawn_file_answers_like_one_that_never_was(visitor: TestClient) -> None:
    address = attached()
    etag = visitor.get(address).headers["etag"]
    withdraw_file(live.register(), writer(), address.rpartition("/")[2], "an error", token="w")
    nowhere = "/attachments/0123456789abcdef"
    visitor.get("/")  # a browser is told apart from its first page on
    for headers in ({}, {"if-none-match": etag}):
        gone, never = (visitor.get(path, headers=headers) for path in (address, nowhere))
        assert gone.status_code == never.status_code == 404
        assert gone.text.replace(address.rpartition("/")[2], "") == never.text.replace(
            "0123456789abcdef", ""
        )
        differing = {name for name in (*gone.headers, *never.headers)
                     if gone.headers.get(name) != never.headers.get(name)}  # fmt: skip
        assert differing == set()
    sign_in(visitor)
    assert visitor.get(address).status_code == 404


def test_a_file_of_a_project_that_is_not_published_is_the_staffs_alone(visitor: TestClient) -> None:
    identifier = project(is_example=False)
    address = attached(identifier)
    account("karim", UserRole.REVIEWER)
    reviewer = writer("karim")
    publishing.withdraw_project(
        live.register(),
        Principal("karim", UserRole.REVIEWER, reviewer.person),
        identifier,
        "2014-06-30",
        "an error",
        token="w",
    )
    assert visitor.get(address).status_code == 404
    account("minister", UserRole.MINISTER)
    sign_in(visitor, "minister")
    assert visitor.get(address).status_code == 404
    sign_in(visitor, "karim")
    assert visitor.get(address).status_code == 200


def test_where_reading_needs_an_account_a_file_does_too(site: Site) -> None:
    client = site(demonstration="on")
    account()
    address = attached()
    assert client.get(address).status_code == 200
    closed = site(public="off", demonstration="on")
    assert closed.get(address).status_code == 401
    assert closed.get(address, headers={"accept": "text/html"}).status_code == 303


def test_bytes_that_are_gone_are_said_so_in_words(visitor: TestClient) -> None:
    address = attached()
    folder = live.register().database.files
    assert folder
    assert folder.path == Path(f"{live.register().database.url.database}.files")
    (sha256,) = folder.digests()
    folder.file(sha256).write_bytes(b"<script>alert(1)</script>")
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "python -m portfolio doctor" in answer.text
    assert "alert" not in answer.text


@pytest.mark.parametrize("path", ["", "..%2f..%2fetc%2fpasswd", "%00", "a" * 5000, "x/y"])
def test_what_is_no_reference_is_no_page(visitor: TestClient, path: str) -> None:
    assert visitor.get(f"/attachments/{path}").status_code in (400, 404, 308)
    assert visitor.post("/attachments/0123456789abcdef").status_code == 405


def test_those_who_attach_or_import_may_upload_and_no_others() -> None:
    assert CONSOLE.duty.word in UPLOADERS
    assert {"secretary", "reviewer", "administrator"} == UPLOADERS
