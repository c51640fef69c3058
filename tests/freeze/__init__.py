"""Every figure and every page at one fixed moment, as hashes: equal before and after a change of the code."""
