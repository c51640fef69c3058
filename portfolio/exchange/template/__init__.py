"""The template that people fill in, as a workbook or CSV: its sheets, written, found in a file and read."""
