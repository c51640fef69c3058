"""How fast the portfolio answers, measured beside the other ways to answer the same questions."""
