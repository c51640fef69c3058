"""Presentation: how a figure is written and set in a table, on a page, in a file, in a document."""
