"""What somebody with a program of his own gets from a real server: nothing that is not his."""

import re
from collections.abc import Iterator

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from portfolio.web.files import MAX_FILE_BYTES, MAX_FILES
from tests.browser.wire import Wire

pytestmark = pytest.mark.browser
TABLE = b"currency,date,units_per_eur\nUSD,2014-06-30,1.3658\n"
DOWNLOAD = re.compile(r"/download/[A-Za-z0-9_-]+\.csv")


def test_nobody_but_who_may_import_sends_a_file(site: str) -> None:
    with Wire.to(site) as anybody, Wire.to(site) as donor, Wire.to(site) as owner:
        assert anybody.put(anybody.open(), "a", TABLE) == 403
        donor.become("donor")
        assert donor.put(donor.open(), "a", TABLE) == 403
        owner.become("administrator")
        page = owner.open("/administration")
        assert owner.put(page, "a", TABLE) == 204
        # Whose page it is counts, not that one of them may import.
        second = Wire.to(site)
        second.become("administrator")
        for stranger in (anybody, donor, second):
            assert stranger.put(page, "b", TABLE) == 403
            removal = stranger.http.delete(f"/_stcore/upload_file/{page}/a")
            assert removal.status_code == 403
        second.http.close()


def test_one_session_has_few_files_here_however_many_pages_it_opens(site: str) -> None:
    with Wire.to(site) as owner, Wire.to(site) as again:
        owner.become("administrator")
        again.http.cookies = owner.http.cookies
        first, second = owner.open("/administration"), again.open("/administration")
        assert first != second
        answers = [
            (owner if number % 2 else again).put(
                first if number % 2 else second, f"f{number}", TABLE
            )
            for number in range(2 * MAX_FILES)
        ]
        assert answers == [204] * MAX_FILES + [429] * MAX_FILES
        assert owner.put(first, "large", b"x" * (MAX_FILE_BYTES + 1)) == 413
        token = {"x-xsrftoken": owner.http.cookies["_streamlit_xsrf"]}
        gone = owner.http.delete(f"/_stcore/upload_file/{first}/f1", headers=token)
        assert gone.status_code == 204
        assert owner.put(first, "f9", TABLE) == 204

        def endless() -> Iterator[bytes]:
            yield b"x" * 1000

        chunked = owner.http.put(
            f"/_stcore/upload_file/{first}/f10", content=endless(), headers=token
        )
        assert chunked.status_code == 411


def test_files_sent_go_with_the_session(site: str) -> None:
    with Wire.to(site) as owner:
        owner.become("administrator")
        page = owner.open("/administration")
        for number in range(MAX_FILES):
            assert owner.put(page, f"f{number}", TABLE) == 204
        assert owner.http.post("/sign-out").status_code == 303
        assert owner.put(page, "late", TABLE) == 403


def _offered(wire: Wire, path: str) -> str:
    wire.open(path)
    found = DOWNLOAD.search("".join(wire.shown))
    assert found is not None
    return found[0]


def test_a_file_opens_for_the_reader_it_was_made_for_and_for_nobody_else(site: str) -> None:
    with Wire.to(site) as reader, Wire.to(site) as stranger:
        address = _offered(reader, "/projects?lang=en")
        answer = reader.http.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert stranger.http.get(address).status_code == 404
        assert httpx2.get(f"{site}{address}").status_code == 404


def test_a_file_is_gone_after_signing_out_and_in_another_role(site: str) -> None:
    with Wire.to(site) as worker:
        worker.become("secretary")
        address = _offered(worker, "/projects?lang=en")
        kept = httpx2.Cookies(worker.http.cookies)
        assert worker.http.get(address).status_code == 200
        worker.http.post("/sign-out")
        assert worker.http.get(address).status_code == 404
        worker.http.cookies = kept
        assert worker.http.get(address).status_code == 404
        worker.become("minister")
        assert worker.http.get(address).status_code == 404


def test_streamlits_own_files_are_shut_to_everybody(site: str) -> None:
    with Wire.to(site) as reader:
        reader.open("/projects?lang=en")
        assert "/media/" not in "".join(reader.shown)
        for path in ("/media/x.csv", "/media/", "/x/media/y"):
            assert reader.http.get(path).status_code == 404


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_a_page_of_another_site_opens_no_connection(site: str, origin: str) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            f"{site.replace('http', 'ws')}/_stcore/stream",
            origin=Origin(origin),
            subprotocols=[Subprotocol("streamlit")],
        ),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_no_answer_names_the_server(site: str) -> None:
    for path in ("/", "/healthz", "/nowhere", "/_stcore/health", "/assets/app.css"):
        assert "server" not in httpx2.get(f"{site}{path}").headers, path
