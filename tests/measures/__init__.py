"""What the measures promise."""
