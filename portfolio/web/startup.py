"""What happens once before the first reader: imports, the register, a garbage collector at rest."""

import gc
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, Final

import uvicorn
from anyio import to_thread
from streamlit import config

from portfolio.services import passwords, sessions
from portfolio.services import portfolio as register
from portfolio.text.languages import DEFAULT
from portfolio.text.words import Translator
from portfolio.web import assets, demonstration

# Slow to import and needed by the first page: paid for here and not by its reader.
NEEDED: Final = ("pandas", "pyarrow", "plotly.io")
DRAWN: Final = {
    "data": [
        {"type": "bar", "marker": {"line": {}, "pattern": {}}},
        {"type": "scatter", "marker": {}, "line": {}},
        {"type": "heatmap"},
        {"type": "choropleth", "marker": {"line": {}}},
    ],
    "layout": {
        "annotations": [{}],
        "shapes": [{}],
        "geo": {},
        "legend": {},
        "xaxis": {},
        "yaxis": {},
    },
}
logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict[str, Any]]:
    """Open everything before the first request is answered."""
    # In a thread: the server answers signals while a first start loads the data.
    await to_thread.run_sync(prepare)
    yield {}


def prepare() -> None:
    """Import what pages need, open the register, and leave it all out of later collections."""
    began = time.perf_counter()
    for name in NEEDED:
        import_module(name)
    assets.assets()
    # Plotly loads the parts of a figure one by one as they are first drawn.
    import_module("plotly.graph_objects").Figure(DRAWN).to_json()
    register.open_register()
    passwords.nobodys()
    _offer_links()
    _leave_server_unnamed()
    # With `runner.postScriptGC` off this is what keeps a run short: nothing made so far is
    # ever looked at again by the collector.
    gc.collect()
    gc.freeze()
    logger.info("ready after %.1f s", time.perf_counter() - began)


def _offer_links() -> None:
    """Print the one-time link that is due: for set-up, or for the roles of a demonstration."""
    held = register.register()
    if demonstration.is_open():
        if demonstration.needs_link():
            _print(
                "people.demonstration.console", f"demonstration?token={demonstration.new_link()}"
            )
    elif not sessions.has_administrator(held.database):
        _print("people.set_up.console", f"set-up?token={sessions.set_up_token(held.database)}")


def _leave_server_unnamed() -> None:
    """Take the server's name and kind off its answers: Streamlit starts it and gives no way to."""
    for server in [found for found in gc.get_objects() if type(found) is uvicorn.Config]:
        server.encoded_headers = [
            (name, value) for name, value in server.encoded_headers if name != b"server"
        ]


def _print(key: str, path: str) -> None:
    host = "localhost" if key.startswith("people.demonstration") else _host()
    said = Translator(DEFAULT)(
        key, address=f"http://{host}:{config.get_option('server.port')}/{path}"
    )
    # Not a log line: logs are kept and sent about, this opens the installation.
    print(f"\n{said}\n", file=sys.stderr, flush=True)


def _host() -> str:
    return str(config.get_option("browser.serverAddress") or "localhost")


def is_ready() -> bool:
    """Whether the register answers now."""
    return register.is_ready()
