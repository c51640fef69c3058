"""What holds for every test: words that a catalog lacks are an error, not a fallback."""

import os

os.environ["PORTFOLIO_STRICT_WORDS"] = "1"
