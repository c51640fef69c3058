"""Files in, domain values out, and values into files: each format once in ``FORMATS`` (formats.py)."""
