"""The page script, in a folder of its own: away from the folder of the pages."""
