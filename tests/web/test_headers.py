"""What every answer carries, and what is never answered."""

import logging
import re

import pytest
from starlette.testclient import TestClient

ANSWERS = (
    "/",
    "/gaps?lang=ar",
    "/assets/app.css",
    "/assets/none.css",
    "/healthz",
    "/api/none",
    "/a/b/c",
    "/sign-in",
    "/_stcore/echo",
    "/_stcore/metrics",
    "/_stcore/fail",
)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'unsafe-eval'" not in scripts
    assert "'unsafe-inline'" not in scripts
    assert "http" not in re.sub(r"'[^']*'", "", policy)


def test_the_page_has_no_script_in_itself_and_the_policy_no_exception_for_one(
    client: TestClient,
) -> None:
    answer = client.get("/?lang=ar")
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", answer.text)
    assert inline == []
    parts = answer.headers["content-security-policy"].split("; ")
    assert [part for part in parts if part.startswith("script-src")] == ["script-src 'self'"]


def test_a_strange_host_does_not_get_into_the_policy(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "a.example; script-src *"})
    assert "a.example" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/x/_stcore/metrics"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_doors_for_programs_stay_shut(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.text == "Not Found"


def test_a_failure_gives_a_reference_and_nothing_else(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/_stcore/fail", headers={"accept-language": "fr"})
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    found = re.search(r"\b[0-9a-f]{8}\b", answer.text)
    assert found is not None
    assert found[0] in caplog.text
    assert "hunter2" in caplog.text


def test_only_an_encrypted_connection_is_told_to_stay_encrypted(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/").headers
    client.base_url = client.base_url.copy_with(scheme="https")
    assert "strict-transport-security" in client.get("/").headers


@pytest.mark.parametrize("path", ["/%0d%0aX:1/", "/%0d%0aX:1", "/gaps%00/", "/_stcore/%0aecho/"])
def test_an_address_with_control_characters_is_refused(client: TestClient, path: str) -> None:
    found = client.get(path, headers={"host": "evil.example"}, follow_redirects=False)
    assert found.status_code == 400
    assert "location" not in found.headers


@pytest.mark.parametrize("path", ["/gaps/", "/_stcore/echo/", "//evil.example/", "/gaps/?a=b"])
def test_no_redirect_names_the_host_of_the_request(client: TestClient, path: str) -> None:
    found = client.get(path, headers={"host": "evil.example"}, follow_redirects=False)
    location = found.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
