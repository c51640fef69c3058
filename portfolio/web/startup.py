"""What happens once before the first reader: imports, the register, a garbage collector at rest."""

import gc
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, Final

from anyio import to_thread

from portfolio.web import assets

# Slow to import and needed by the first page: paid for here and not by its reader.
NEEDED: Final = ("pandas", "pyarrow", "plotly.graph_objects", "plotly.io")
REGISTER: Final = "portfolio.services.portfolio"
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
    open_register()
    # With `runner.postScriptGC` off this is what keeps a run short: nothing made so far is
    # ever looked at again by the collector.
    gc.collect()
    gc.freeze()
    logger.info("ready after %.1f s", time.perf_counter() - began)


def open_register() -> None:
    """Make or migrate the database, load it where it is empty, and read it for the first page."""
    opening = _of_register("open_register")
    if opening is not None:
        opening()


def is_ready() -> bool:
    """Whether the register answers now."""
    asking = _of_register("is_ready")
    return bool(asking()) if asking is not None else False


def _of_register(name: str) -> Any:
    try:
        return getattr(import_module(REGISTER), name, None)
    except ModuleNotFoundError as missing:
        if missing.name != REGISTER:
            raise
        return None
