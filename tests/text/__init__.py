"""Tests of the words, numbers and days in every language."""
