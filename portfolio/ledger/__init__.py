"""The portfolio as frozen integer columns at one revision, and the views readers take of it."""
