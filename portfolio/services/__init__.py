"""What the edges ask for: the current portfolio, questions in an address, loading of data."""
