"""Places in a file as a reader reads them."""

from portfolio.ui.session import Session


def column_name(session: Session, column: str) -> str:
    """The heading of a column as the file has it, or the name of the field it is."""
    for key in (f"cell.{column}", f"field.{column}"):
        if column and session.words.has(key):
            return session.words(key)
    return column
