"""The fields data files are made of: words, days, moments, texts in three languages."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from enum import IntEnum
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from portfolio.domain import dates, limits

Member = TypeVar("Member", bound=IntEnum)


def noon(day: date) -> datetime:
    """When something is taken to be recorded of which the file says the day only."""
    return datetime.combine(day, time(12, tzinfo=UTC))


class FileEntry(BaseModel):
    """An object of a data file: values of the right type as they are written, no other fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def word(kind: type[Member], *among: Member) -> Callable[[object], Member]:
    """A reader of the words of an enumeration, or of the members named."""
    words = {member.name.lower(): member for member in among or tuple(kind)}

    def read(value: object) -> Member:
        if isinstance(value, str) and value in words:
            return words[value]
        told = {"value": str(value), "allowed": ", ".join(words)}
        raise PydanticCustomError("unknown_word", "unknown word", told)

    return read


def _day(value: object) -> date:
    """A day as files write it, within what the forms take."""
    day = dates.iso(value) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("not_a_day", "not a day", {"value": str(value)})
    return _within_reason(day)


def _within_reason(day: date) -> date:
    try:
        return limits.day(day)
    except limits.DayOutOfReason as reason:
        told = dict(reason.values)
        raise PydanticCustomError("day_out_of_reason", "day out of reason", told) from None


def _moment(value: object) -> datetime:
    """A day stands for its noon, a time without a zone for UTC."""
    day = dates.iso(value[:10]) if isinstance(value, str) else None
    if isinstance(value, str) and day is not None:
        _within_reason(day)
        if len(value) == 10:
            return noon(day)
        with suppress(ValueError):
            read = datetime.fromisoformat(value)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    raise PydanticCustomError("not_a_moment", "not a moment", {"value": str(value)})


Day = Annotated[date, PlainValidator(_day)]
Moment = Annotated[datetime, PlainValidator(_moment)]
Words = Annotated[str, StringConstraints(min_length=1)]


class MultilingualText(FileEntry):
    """Words in one language or more."""

    en: str = ""
    fr: str = ""
    ar: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "MultilingualText":
        if not (self.en or self.fr or self.ar):
            raise PydanticCustomError("nothing_said", "no words")
        return self

    def texts(self) -> Mapping[str, str]:
        """The words by language, only those there are."""
        return {language: text for language, text in self if text}


class Trilingual(FileEntry):
    """Words in each of the three languages."""

    en: Words
    fr: Words
    ar: Words

    def texts(self) -> Mapping[str, str]:
        """The words by language."""
        return dict(self)


class DatedEntry(FileEntry):
    """Something that holds from a day on; recorded at its noon (UTC) unless the file says when."""

    valid_from: Day = Field(alias="from")
    recorded_at: Moment | None = Field(default=None, alias="recorded")

    @property
    def recorded_moment(self) -> datetime:
        """When it was recorded."""
        return self.recorded_at or noon(self.valid_from)
