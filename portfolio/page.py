"""The page script: who reads, in which language, which page."""

import streamlit as st

from portfolio.ui import navigation, session, shell

here = session.current()
pages = navigation.entries(here.words, here.who)
page = st.navigation([entry.page for entry in pages], position="hidden")
name = next((entry.name for entry in pages if entry.page == page), "summary")
heading = session.heading(here, name)
st.set_page_config(
    page_title=f"{heading.title} – {here.words('app.short_title')}",
    layout="wide",
    initial_sidebar_state="collapsed",
)
shell.draw_masthead(here, pages, page)
shell.draw_heartbeat(here)
# Drawn first and placed last: a page may stop its script.
body, foot = st.container(key="page"), st.container(key="foot")
with foot:
    shell.draw_footer(here, name, heading.title)
with body:
    page.run()
