"""Leaves out what compares with a reference folder where there is none: nothing to skip then."""

import os
from pathlib import Path

_FOLDER = os.environ.get("PORTFOLIO_REFERENCE")
_IS_THERE = bool(_FOLDER) and (Path(str(_FOLDER)) / "documented-projects.json").exists()
collect_ignore = [] if _IS_THERE else ["test_reference.py"]
