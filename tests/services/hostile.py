"""What no field of the record takes: text that is too long, turns around, or holds no letters."""

from datetime import date

TOO_LONG = "a" * 10_000
# Refused in any line of text, with the error that says why.
UNKEPT = {
    "NUL": ("Bank\0", "error.unreadable_signs"),
    "right to left": ("Bank \u202eknaB", "error.unreadable_signs"),
    "without width": ("Ba\u200bnk", "error.unreadable_signs"),
    "half a letter": ("Bank \ud800", "error.unreadable_signs"),
    "escape": ("Bank \x1b[31m", "error.unreadable_signs"),
    "too long": (TOO_LONG, "error.too_long"),
    "empty": (" \t\n ", "error.field_empty"),
}
# Kept as it is and shown as text, whatever it looks like.
MARKUP = (
    "![x](https://example.org/x.png)",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE rate; --",
    "=HYPERLINK(1)",
)
ABSURD = (date.min, date(1999, 12, 31), date(2101, 1, 1), date.max)
