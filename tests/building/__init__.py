"""The words test portfolios are made with; ``tests.build`` gathers them."""
