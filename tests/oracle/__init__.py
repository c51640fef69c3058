"""A second, slow and plain implementation of every figure, to hold the measures against."""
