"""``python -m portfolio``: the command line."""

from portfolio.cli.commands import portfolio

if __name__ == "__main__":
    portfolio(prog_name="python -m portfolio")
