"""The SQL store: the truth the columns are read from, and the only place that writes it."""
