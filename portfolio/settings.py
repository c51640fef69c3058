"""Every setting of the product: read from the environment, validated, each with its default."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portfolio.domain import dates
from portfolio.domain.errors import FIRST_DAY, LAST_DAY

ROOT: Final = Path(__file__).resolve().parent.parent
LAST_DAY_OF_THE_WINDOW: Final = date(2014, 12, 31)
PREFIX: Final = "PORTFOLIO_"
ENGINES: Final = ("sqlite", "postgresql")
OFF: Final = "off"
MOST_LETTERS: Final = 200  # of a name that is on every page


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _a_day(value: object) -> object:
    day = dates.iso(value.strip()) if isinstance(value, str) else value
    if day is None:
        raise ValueError("a day is written as year-month-day, such as 2014-12-31")
    if isinstance(day, date) and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the day lies outside {FIRST_DAY} to {LAST_DAY}")
    return day


def _one_line(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > MOST_LETTERS or any(ord(letter) < ord(" ") for letter in value):
        raise ValueError(f"one line of at most {MOST_LETTERS} letters")
    return value.strip()


def _a_site(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return None
    site = value.strip().rstrip("/")
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("an address of a site begins with https:// or http:// and its name")
    if parts.path or parts.query or parts.fragment or site.split() != [site]:
        raise ValueError("an address of a site has nothing behind the name of the site")
    return site


def _a_map(value: object) -> object:
    if value is None or not str(value).strip():
        return None
    if value != OFF and not Path(str(value)).is_file():
        raise ValueError(f"there is no file {value}")
    return value if value == OFF else Path(str(value))


Line = Annotated[str | None, BeforeValidator(_one_line)]


class SettingRefused(ValueError):
    """A variable of the environment has a value that cannot be understood."""


class Settings(BaseSettings):
    """Settings of the environment; docs/settings.md has the same in one table.

    Read them with :func:`current`, whose errors name the variable and never repeat its value.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: Annotated[str | None, BeforeValidator(_none_if_blank)] = None
    demonstration: Annotated[bool | None, BeforeValidator(_none_if_blank)] = None
    public: bool = True
    files: Annotated[Path | None, BeforeValidator(_none_if_blank)] = None
    data: Path = ROOT / "data"
    map: Annotated[Path | Literal["off"] | None, BeforeValidator(_a_map)] = None
    conference_date: Annotated[date, BeforeValidator(_a_day)] = LAST_DAY_OF_THE_WINDOW
    second_look: Literal["marked", "required"] = "marked"
    # Publisher named on every page, in the language of each reader where it is set.
    publisher: Line = None
    publisher_fr: Line = None
    publisher_ar: Line = None
    contact: Line = None
    contact_fr: Line = None
    contact_ar: Line = None
    public_address: Annotated[str | None, BeforeValidator(_a_site)] = None

    @field_validator("database_url")
    @classmethod
    def _a_known_engine(cls, url: str | None) -> str | None:
        if url is not None and url.split(":", 1)[0].split("+", 1)[0] not in ENGINES:
            raise ValueError("the address of a database begins with sqlite: or postgresql:")
        return url

    @field_validator("files")
    @classmethod
    def _a_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and folder.exists() and not folder.is_dir():
            raise ValueError("the folder of attached files is a file")
        return folder

    @field_validator("data")
    @classmethod
    def _a_directory(cls, directory: Path) -> Path:
        if not directory.is_dir():
            raise ValueError(f"there is no directory {directory}")
        return directory.resolve()

    @property
    def database(self) -> str:
        """The address of the database: the setting, else an SQLite file in the product's folder."""
        return self.database_url or f"sqlite:///{(ROOT / 'var' / 'portfolio.db').as_posix()}"

    @property
    def demonstrates(self) -> bool:
        """Whether documented and illustrative projects are loaded into an empty database."""
        return self.database_url is None if self.demonstration is None else self.demonstration

    @property
    def boundaries(self) -> Path | None:
        """The GeoJSON file the maps are drawn from; None where no map is drawn."""
        if self.map == OFF:
            return None
        return Path(self.map) if self.map else self.data / "map" / "region.json"

    @property
    def publishers(self) -> Mapping[str, str]:
        """Publisher of the record, by language; the plain setting is the English one."""
        return _texts(en=self.publisher, fr=self.publisher_fr, ar=self.publisher_ar)

    @property
    def contacts(self) -> Mapping[str, str]:
        """The office that answers for the record, by language."""
        return _texts(en=self.contact, fr=self.contact_fr, ar=self.contact_ar)


def _texts(**value: str | None) -> Mapping[str, str]:
    return {language: said for language, said in value.items() if said}


def read() -> Settings:
    """Settings of the environment now; raises SettingRefused naming every bad variable."""
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
    """Settings of this process, read once; raises SettingRefused."""
    return read()
