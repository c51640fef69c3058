"""The command line: the same figures as the pages, for people and programs without a browser."""
