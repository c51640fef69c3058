"""The data the product ships with, held against its sources."""
