"""Data quality: the rules, what each finds in a view, and each finding with its values."""
