"""Files in, domain values out: the readers of the data files, each fault with its file and line."""
