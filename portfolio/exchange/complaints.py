"""What pydantic says about a value, as reasons with a phrase of ours."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic_core import ErrorDetails

from portfolio.domain.errors import NotADate, PortfolioError
from portfolio.domain.limits import DayOutOfReason
from portfolio.exchange import faults

_SIMPLE: Final[Mapping[str, type[PortfolioError]]] = {
    "missing": faults.MissingField,
    "extra_forbidden": faults.UnknownField,
    "string_type": faults.NotText,
    "int_type": faults.NotWhole,
    "int_from_float": faults.NotWhole,
    "bool_type": faults.NotYesOrNo,
    "tuple_type": faults.NotList,
    "list_type": faults.NotList,
    "dict_type": faults.NotObject,
    "model_type": faults.NotObject,
    "model_attributes_type": faults.NotObject,
    "string_too_short": faults.FileFieldIsEmpty,
    "too_short": faults.FileFieldIsEmpty,
    "nothing_said": faults.FileFieldIsEmpty,
}
_TOLD: Final[Mapping[str, Callable[[str, Mapping[str, Any]], PortfolioError]]] = {
    "unknown_word": lambda field, told: faults.UnknownWord(
        field=field, value=told["value"], allowed=told["allowed"]
    ),
    "not_a_day": lambda field, told: NotADate(name=field, value=told["value"]),
    "day_out_of_reason": lambda _, told: DayOutOfReason(**told),
    "not_a_moment": lambda field, told: faults.NotAMoment(field=field, value=told["value"]),
}


def reason(error: ErrorDetails) -> PortfolioError:
    """The reason to give for one complaint; a complaint without a name of ours is "out of range"."""
    kind = error["type"]
    names = [str(step) for step in error["loc"] if isinstance(step, str) and step != "[key]"]
    field = names[-1] if names else ""
    if kind in _SIMPLE:
        return _SIMPLE[kind](field=field)
    if kind in _TOLD:
        return _TOLD[kind](field, error.get("ctx", {}))
    return faults.OutOfRange(field=field, value=error["input"])
