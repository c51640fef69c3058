"""A client that speaks to the server as Streamlit's page does, without a browser and its manners."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

XSRF = "_streamlit_xsrf"


@dataclass
class Wire:
    """One client: its cookies, and the page it has open, if any."""

    site: str
    http: httpx2.Client
    socket: ClientConnection | None = None
    page: str = ""
    shown: list[str] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def to(cls, site: str) -> Self:
        """A client that has visited the first page once, as a browser has."""
        http = httpx2.Client(base_url=site, headers={"origin": site}, timeout=60)
        http.get("/", headers={"accept": "text/html"})
        http.get("/_stcore/health")
        return cls(site, http)

    def become(self, role: str) -> None:
        """Take a role of the demonstration."""
        assert self.http.post(f"/demonstration/{role}").status_code == 303

    def open(self, path: str = "/", **headers: str) -> str:
        """Open a page, run its script to the end, and return the page's own id."""
        address = urlsplit(self.site)
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        self.socket = self.stack.enter_context(
            connect(
                f"ws://{address.netloc}/_stcore/stream",
                origin=Origin(self.site),
                subprotocols=[Subprotocol("streamlit")],
                additional_headers={"cookie": cookies, **headers},
                max_size=None,
            )
        )
        asked = BackMsg()
        query = urlsplit(path).query
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = urlsplit(path).path.strip("/")
        self.socket.send(asked.SerializeToString())
        self.shown.clear()
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=60))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.initialize.session_id
            elif kind == "delta":
                self.shown.append(str(message.delta))
            elif kind == "script_finished":
                return self.page

    def put(self, page: str, name: str, data: bytes) -> int:
        """Send a file to a page; returns the status."""
        answer = self.http.put(
            f"/_stcore/upload_file/{page}/{name}",
            files={"file": (f"{name}.csv", data)},
            headers={"x-xsrftoken": self.http.cookies.get(XSRF) or ""},
        )
        return answer.status_code

    def close(self) -> None:
        """Close the page; the cookies stay."""
        self.stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self.http.close()
