"""The words people read, and numbers and days as each language writes them."""
