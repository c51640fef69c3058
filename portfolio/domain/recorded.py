"""Recorded state: whether a figure rests on rows at all, so that nothing recorded is never zero."""

from enum import StrEnum


class RecordedState(StrEnum):
    """What an amount rests on (domain ruling 26); each value is a word of files and of the interface."""

    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"  # no row of the stage exists
    NOT_APPLICABLE = "not_applicable"  # it can have no meaning: the requirement of one funder
    NO_RATE = "no_rate"  # rows exist and one of them cannot be converted
