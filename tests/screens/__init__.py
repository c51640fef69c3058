"""Screens of the running product: what is checked of each, and the pictures of the README."""
