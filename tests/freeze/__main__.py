"""``python -m tests.freeze OUT [--texts DIR]``: writes one line per figure, page and file, with its hash.

Two trees show the same when their files are equal. ``--texts`` keeps what was hashed, to see what differs.
``--only figures`` or ``--only pages`` does one part.
"""

from tests.freeze import fixed

fixed.put_in_place()  # before anything of the product is imported

import argparse  # noqa: E402
import hashlib  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

from tests.freeze import figures, pages, world  # noqa: E402


def _parts(only: str, folder: Path) -> Iterator[tuple[str, str]]:
    with world.opened(folder) as found:
        if only in ("", "figures"):
            yield from figures.texts(found)
        if only in ("", "pages"):
            yield from pages.texts(found)


def main() -> None:
    """Write the hashes, and the texts where they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.freeze")
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--only", choices=("figures", "pages"), default="")
    given = parser.parse_args()
    begun, lines = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in _parts(given.only, Path(folder)):
            text = fixed.without_tokens(raw)
            lines.append(f"{hashlib.sha256(text.encode()).hexdigest()[:24]}  {name}")
            if given.texts:
                file = given.texts / (name.replace("/", "_").replace("?", "-") + ".txt")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
    given.out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} texts in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
