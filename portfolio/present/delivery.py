"""Delivery of one funder in sentences, and the part of its time that has passed."""

from markupsafe import Markup

from portfolio.measures.funders import Delivery, DeliveryAmounts, Schedule
from portfolio.present.html import tag
from portfolio.text.words import Translator


def head_html(words: Translator, line: Delivery, currency: str) -> Markup:
    """The answer of a funder's page, and beside it the time that has passed."""
    said = tag("p", " ".join(sentences(words, line, currency)), class_="rp-answer-said")
    time = _time_passed(words, line)
    return tag("div", said, time, class_="rp-answer rp-delivery-answer")


def shown_amounts(line: Delivery, currency: str) -> tuple[DeliveryAmounts, Schedule | None, str]:
    """The amounts in the funder's own currency where it has one, else in the reader's."""
    if line.own_amounts is not None and line.currency is not None:
        return line.own_amounts, line.own_schedule, line.currency
    return line.amounts, line.schedule, currency


def sentences(words: Translator, line: Delivery, reading_currency: str) -> list[str]:
    """Whole sentences: what became of the pledges, what came without one, what is disbursed."""
    found, _, currency = shown_amounts(line, reading_currency)

    def amount(amount_minor: int) -> str:
        return words.amount(amount_minor, currency)

    said = []
    if line.has_pledge and not line.has_funding:
        return [words("delivery.answer.unfunded", announced=amount(found.announcements))]
    if line.has_pledge:
        said.append(
            words(
                "delivery.answer.honoured",
                announced=amount(found.announcements),
                honoured=amount(found.honoured),
                share=words.share(found.share),
            )
        )
        said.append(_paid_of_announced(words, line, currency))
        if found.without_announcement > 0:
            said.append(words("delivery.answer.further", amount=amount(found.without_announcement)))
    elif found.secured:
        said.append(words("delivery.answer.unannounced", amount=amount(found.secured)))
    else:
        said.append(words("delivery.answer.nothing"))
    if line.has_payment:
        said.append(words("delivery.answer.disbursed", amount=amount(found.disbursed)))
    else:
        said.append(words("delivery.answer.not_disbursed"))
    return said


def _paid_of_announced(words: Translator, line: Delivery, currency: str) -> str:
    """What is disbursed in the projects that have its pledges."""
    if not line.has_payment_where_announced:
        return words("delivery.answer.announced_not_disbursed")
    own = line.own_amounts is not None
    minor = line.own_where_announced if own else line.disbursed_where_announced
    amount = words.amount(minor, currency)
    return words("delivery.answer.announced_disbursed", amount=amount)


def _time_passed(words: Translator, line: Delivery) -> Markup:
    """The part of the time from the first pledge that has passed, as the number beside the answer."""
    elapsed = line.elapsed_time
    if elapsed is None or elapsed.share is None:
        return Markup()
    said = words("delivery.time.passed", first=elapsed.first, end=elapsed.end)
    share = tag("strong", words.share(elapsed.share))
    return tag("p", share, tag("span", said), class_="rp-stat")
