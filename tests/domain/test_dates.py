import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import dates
from portfolio.domain.dates import NoSuchDate, NoSuchMonth, UnreadableDate, YearNotWhole
from portfolio.domain.errors import FIRST_DAY, LAST_DAY, PortfolioError
from portfolio.text import words
from portfolio.text.languages import LANGUAGES
from tests.building.effort import one_subject

THE_DAY: Final = date(2014, 7, 3)
DIGITS: Final = {
    "Latin": str.maketrans("", ""),
    "Arabic": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "Persian": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}
# Every month as its countries write it: Tunisia and Algeria, Morocco, Egypt, the Levant.
ARABIC: Final = (
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split(),
    "يناير فبراير مارس إبريل مايو يونية يولية أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    [
        *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
        *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
    ],
)
SHORT: Final = (
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
)
anyday = st.dates(FIRST_DAY, LAST_DAY)


def numeric(separator: str) -> Callable[[date], str]:
    return lambda day: separator.join((str(day.day), str(day.month), str(day.year)))


def lettered(names: list[str]) -> Callable[[date], str]:
    return lambda day: f"{day.day} {names[day.month - 1]} {day.year}"


WRITTEN: Final[tuple[Callable[[date], str], ...]] = (
    *map(numeric, ("/", ".", "-", " ", " / ", "–", "\u00a0", "\u202f", "؍", ". ")),
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d%m%Y}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%Y/%m/%d}",
    date.isoformat,
    dates.numeric,
    *(lambda day, spoken=spoken: words.day(day, spoken) for spoken in LANGUAGES),
    *(lambda day, spoken=spoken: words.short_day(day, spoken) for spoken in LANGUAGES),
    *map(lettered, (*ARABIC, *SHORT)),
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day}-{SHORT[0][day.month - 1].upper()}-{day.year}",
)


@one_subject
@given(anyday, st.sampled_from(WRITTEN), st.sampled_from(sorted(DIGITS)), st.booleans())
def test_every_day_of_the_record_is_read_as_it_is_written(
    day: date, write: Callable[[date], str], digits: str, marked: bool
) -> None:
    typed = write(day).translate(DIGITS[digits])
    if marked:
        typed = "\u200f" + "\u200f".join(typed) + " "
    assert dates.parse(typed) == day
    assert dates.plain(typed) == day.isoformat()


@one_subject
@given(
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(1900, 2200),
    st.sampled_from(["/", ".", "-", " ", ""]),
)
def test_no_day_rolls_over_into_another(day: int, month: int, year: int, separator: str) -> None:
    exists = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    typed = f"{day:02}{separator}{month:02}{separator}{year}"
    if exists:
        assert dates.parse(typed) == date(year, month, day)
    else:
        with pytest.raises((NoSuchDate, NoSuchMonth)):
            dates.parse(typed)


@one_subject
@given(anyday, st.sampled_from(["{0.day}/{0.month}/{1:02}", "{0:%d%m}{1:02}", "{0:%d %B} {1:02}"]))
def test_no_century_is_guessed(day: date, written: str) -> None:
    with pytest.raises(YearNotWhole):
        dates.parse(written.format(day, day.year % 100))


@one_subject
@given(st.text(st.sampled_from("0123456789٣٧/.- \u200fjulyer½²يوليو:TW-"), max_size=16))
def test_any_text_is_a_day_or_a_sentence_and_is_never_lost(text: str) -> None:
    try:
        read = dates.parse(text)
    except PortfolioError:
        assert dates.plain(text) == (text if text.strip() else "")
    else:
        said = unicodedata.normalize("NFKC", text).translate(
            {ord(a): str(d) for d, a in enumerate("٠١٢٣٤٥٦٧٨٩")}
        )
        assert f"{read.year:04}" in "".join(letter for letter in said if letter.isdigit())


@pytest.mark.parametrize(
    "typed",
    [
        *("3/7/2014", "3.7.2014", "2014-07-03", "3 July 2014", "3 juillet 2014", "٣/٧/٢٠١٤"),
        *("03072014", "3rd of July, 2014", "July 3, 2014", "jeudi 3 juillet 2014", "3JULY2014"),
        *("٣ جويلية ٢٠١٤", "٣ يوليو/تموز ٢٠١٤م", "الخميس 3 يوليوز 2014", "\u2067٣/٧/٢٠١٤\u2069"),
        *("3 juil. 2014", "3 JUILLET 2014", "3-Jul-2014", " 3 / 7 / 2014. "),
    ],
)
def test_the_third_of_july_is_read_however_it_is_typed(typed: str) -> None:
    assert dates.parse(typed) == THE_DAY


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("31022014", NoSuchDate),
        ("31/2/2014", NoSuchDate),
        ("29/2/2013", NoSuchDate),
        ("31 juin 2014", NoSuchDate),
        ("0/7/2014", NoSuchDate),
        ("2014-02-30", NoSuchDate),
        ("7/13/2014", NoSuchMonth),
        ("2014-13-01", NoSuchMonth),
        ("3/7/14", YearNotWhole),
        ("030714", YearNotWhole),
        ("3 يوليو 14", YearNotWhole),
        ("3 jui 2014", UnreadableDate),  # June or July
        ("3 كانون 2014", UnreadableDate),  # December or January
        ("3 July August 2014", UnreadableDate),
        ("3/7", UnreadableDate),
        ("July 2014", UnreadableDate),
        ("3//7/2014", UnreadableDate),
        ("3/7/20145", UnreadableDate),
        ("½/7/2014", UnreadableDate),
        ("3/7/2014 10:30", UnreadableDate),
        ("2014-W27-4", UnreadableDate),
        ("5 رمضان 1435هـ", UnreadableDate),
        ("soon", UnreadableDate),
        ("", UnreadableDate),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(
    typed: str, refused: type[PortfolioError]
) -> None:
    with pytest.raises(refused):
        dates.parse(typed)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2014-07-03", THE_DAY),
        ("2014-02-30", None),
        ("20140703", None),
        ("2014-W27-4", None),
        ("٢٠١٤-٠٧-٠٣", None),
        ("3/7/2014", None),
    ],
)
def test_files_and_addresses_write_a_day_in_one_way(written: str, read: date | None) -> None:
    assert dates.iso(written) == read
