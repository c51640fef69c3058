"""What the house is made of: counted, so that it can be held to a size."""
