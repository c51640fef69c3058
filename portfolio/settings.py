"""Every setting of the product: read from the environment, validated, each with its default."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portfolio.domain import dates
from portfolio.domain.limits import FIRST_DAY, LAST_DAY

ROOT: Final = Path(__file__).resolve().parent.parent
LAST_DAY_OF_THE_WINDOW: Final = date(2014, 12, 31)
PREFIX: Final = "PORTFOLIO_"
ENGINES: Final = ("sqlite", "postgresql")


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _a_day(value: object) -> object:
    day = dates.iso(value.strip()) if isinstance(value, str) else value
    if day is None:
        raise ValueError("a day is written as year-month-day, such as 2014-12-31")
    if isinstance(day, date) and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the day lies outside {FIRST_DAY} to {LAST_DAY}")
    return day


class SettingRefused(ValueError):
    """A variable of the environment says something that cannot be understood."""


class Settings(BaseSettings):
    """What the environment says; docs/settings.md has the same in one table.

    Read them with :func:`current`, whose errors name the variable and never repeat its value.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: Annotated[str | None, BeforeValidator(_none_if_blank)] = None
    demonstration: Annotated[bool | None, BeforeValidator(_none_if_blank)] = None
    public: bool = True
    data: Path = ROOT / "data"
    map: Annotated[Path | None, BeforeValidator(_none_if_blank)] = None
    conference_date: Annotated[date, BeforeValidator(_a_day)] = LAST_DAY_OF_THE_WINDOW
    second_look: Literal["marked", "required"] = "marked"

    @field_validator("database_url")
    @classmethod
    def _a_known_engine(cls, url: str | None) -> str | None:
        if url is not None and url.split(":", 1)[0].split("+", 1)[0] not in ENGINES:
            raise ValueError("the address of a database begins with sqlite: or postgresql:")
        return url

    @field_validator("data")
    @classmethod
    def _a_directory(cls, directory: Path) -> Path:
        if not directory.is_dir():
            raise ValueError(f"there is no directory {directory}")
        return directory.resolve()

    @field_validator("map")
    @classmethod
    def _a_file(cls, file: Path | None) -> Path | None:
        if file is not None and not file.is_file():
            raise ValueError(f"there is no file {file}")
        return file

    @property
    def database(self) -> str:
        """The address of the database: the one given, else a SQLite file beside the product."""
        return self.database_url or f"sqlite:///{(ROOT / 'var' / 'portfolio.db').as_posix()}"

    @property
    def demonstrates(self) -> bool:
        """Whether documented and illustrative projects are loaded into an empty database."""
        return self.database_url is None if self.demonstration is None else self.demonstration

    @property
    def boundaries(self) -> Path:
        """The GeoJSON file the maps are drawn from."""
        return self.map or self.data / "map" / "region.json"


def read() -> Settings:
    """Return what the environment says now; raises SettingRefused naming every bad variable."""
    try:
        return Settings()
    except ValidationError as refused:
        # The value stays out: the address of a database carries a password.
        said = [
            f"{PREFIX}{str(error['loc'][0]).upper()}: {error['msg']}" for error in refused.errors()
        ]
        raise SettingRefused("; ".join(said)) from None


@cache
def current() -> Settings:
    """Return the settings of this process, read once; raises SettingRefused."""
    return read()
