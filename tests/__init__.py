"""The tests of the portfolio, in the folders of the code they test."""
