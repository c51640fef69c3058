"""Who typed in a draft and who can publish it, in two lines."""

from portfolio.services.second_person import Publishers
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session


def lines(session: Session, publishers: Publishers) -> str:
    """The people by login, as HTML; where nobody can as a second person, it says so."""
    words, named = session.words, session.reader.join_names
    made = []
    if publishers.contributors:
        made.append(words("review.typed_by", people=named([*publishers.contributors])))
    if publishers.able:
        made.append(words("review.can_publish", people=named([*publishers.able])))
    else:
        made.append(words("review.nobody_else"))
    return "".join(text("p", line, class_="rp-small") for line in made)
