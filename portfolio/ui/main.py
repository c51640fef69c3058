"""The page script: who reads, in which language, which page."""

import streamlit as st

from portfolio.ui import navigation, session
from portfolio.ui.components import heartbeat, masthead

here = session.current()
pages = navigation.entries(here.words, here.who)
page = st.navigation([entry.page for entry in pages], position="hidden")
st.set_page_config(
    page_title=f"{page.title} – {here.words('app.short_title')}",
    layout="wide",
    initial_sidebar_state="collapsed",
)
masthead.draw(here, pages, page)
heartbeat.draw(here)
page.run()
