"""Pages, one file or folder each under the English word of its menu entry."""
