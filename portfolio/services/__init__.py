"""Services of the edges: the current portfolio, view parameters of addresses, loading of data."""
