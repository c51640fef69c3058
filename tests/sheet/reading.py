"""Sheets read back: the text of a PDF, its pages, and the numbers that stand on it."""

import re
from collections import Counter

import pypdfium2

from portfolio.text.numbers import SIGNS

ZERO_WIDTH = dict.fromkeys((0x200B, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF))


def text_of(pdf: bytes) -> str:
    """Text of every page."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def pages_of(pdf: bytes) -> int:
    """Number of pages."""
    return len(pypdfium2.PdfDocument(pdf))


def letters_of(text: str) -> str:
    """The text without spaces and marks of no width: where lines break is the page's affair."""
    return re.sub(r"\s+", "", text.translate(ZERO_WIDTH))


def decimals_of(text: str, language: str) -> Counter[str]:
    """Numbers with a decimal in a text as the language writes them, each as often as it is there."""
    sign = re.escape(SIGNS[language][0])
    # From right to left the full stop of a sentence is read before the number that ends it.
    found = re.findall(rf"(?<!\d)(?<!\d[.,])\d+{sign}\d+(?![.,]?\d)", text)
    return Counter(number.replace(",", ".") for number in found)
