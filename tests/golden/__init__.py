"""What was worked by hand, to hold the product against."""
