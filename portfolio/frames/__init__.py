"""Data frames for analysts: every figure, breakdown and ledger row of a view in pandas (docs/analysis.md)."""

from portfolio.frames.view import Frames, open_frames

__all__ = ["Frames", "open_frames"]
