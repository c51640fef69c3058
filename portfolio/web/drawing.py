"""Streamlit's script of charts, changed in one place: a chart is drawn after the words around it.

A page whose words and charts come in one go stands still until the last chart is drawn, a third of a
second for the six of *Summary*; with this the words are painted first, and each chart by itself.
"""

import re
from pathlib import Path
from typing import Final

SCRIPT: Final = re.compile(r"PlotlyChart\.[\w-]+\.js")
# Where a chart joins the queue of its drawings: a chain of promises, which runs before the page is painted.
QUEUE: Final = re.compile(
    rb"(?P<queue>[\w$]+\.current)=(?P=queue)(?=\.then\(\(\)=>\{if\(![\w$]+\.current\)\{"
    rb"if\(![\w$]+\.current\)throw Error\(`Missing element reference`\))"
)
# The next frame, and for a page that nobody looks at, which has none, a moment.
PAINTED: Final = (
    b".then(()=>new Promise(done=>"
    b"{requestAnimationFrame(()=>setTimeout(done)),setTimeout(done,100)}))"
)


def drawn_later(path: Path, body: bytes) -> bytes:
    """The bytes of a file as they are served: another text for the script of charts alone."""
    if SCRIPT.fullmatch(path.name) is None:
        return body
    return QUEUE.sub(lambda match: match[0] + PAINTED, body, count=1)
