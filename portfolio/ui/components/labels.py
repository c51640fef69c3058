"""Text in labels of Streamlit's own, which reads markdown there: signs of markup are escaped."""


def plain(text: str) -> str:
    """The text so that a label shows it as it is."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~:$" else letter for letter in text
    )
