"""What the nouns of the domain promise."""
