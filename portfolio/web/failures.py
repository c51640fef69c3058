"""What a reader sees when a page fails: a sentence and a reference, the rest is in the log."""

import logging
import secrets

import streamlit as st

from portfolio.text.languages import known_language
from portfolio.text.words import Translator

logger = logging.getLogger(__name__)


def on_failure(error: Exception) -> bool:
    """Log the failure under a reference and show that reference in the reader's language."""
    reference = secrets.token_hex(4)
    logger.error("a page failed, reference %s", reference, exc_info=error)
    asked = st.query_params.get("lang") or st.user.get("language")
    st.error(Translator(known_language(str(asked)))("web.failed", reference=reference))
    return True
