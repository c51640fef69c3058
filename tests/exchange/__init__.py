"""The readers of data files."""
