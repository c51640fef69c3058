"""The product as one web application: `streamlit run app.py` starts it.

Streamlit finds ``app`` by reading this file, not by running it: it must stay a plain ``st.App(...)``
with this file's own import of streamlit, or the middleware is silently left out.
"""

from pathlib import Path

import streamlit as st

from portfolio.web.failures import on_failure
from portfolio.web.middleware import MIDDLEWARE
from portfolio.web.routes import ROUTES
from portfolio.web.startup import lifespan

app = st.App(
    Path(__file__).resolve().parent / "portfolio" / "ui" / "main.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_failure,
)
