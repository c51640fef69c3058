"""The scenes of the example: named days of its story, in their order."""

from pathlib import Path
from typing import Final

from portfolio.domain.contents import Scene
from portfolio.exchange import documents
from portfolio.exchange.fields import Day, FileEntry, Trilingual

FILE: Final = "scenes.json"


class _Scene(FileEntry):
    day: Day
    titles: Trilingual
    sentences: Trilingual


class _ScenesFile(FileEntry):
    scenes: tuple[_Scene, ...]


def read_scenes(directory: Path) -> tuple[Scene, ...]:
    """The scenes by day; none where the directory has no such file. Raises BrokenFile."""
    if not (directory / FILE).exists():
        return ()
    content = documents.read(directory, FILE, _ScenesFile).content
    scenes = (Scene(s.day, s.titles.texts(), s.sentences.texts()) for s in content.scenes)
    return tuple(sorted(scenes, key=lambda scene: scene.day))
