"""The product as one web application: `streamlit run app.py` starts it.

Streamlit finds ``app`` by reading this file, not by running it: it must stay a plain ``st.App(...)``
with this file's own import of streamlit, or the middleware is silently left out.
"""

from pathlib import Path

import streamlit as st

from portfolio.web.app import ROUTES, lifespan
from portfolio.web.middleware import MIDDLEWARE, on_failure

app = st.App(
    Path(__file__).resolve().parent / "portfolio" / "page.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_failure,
)
