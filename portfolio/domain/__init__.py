"""Domain: plain frozen values of the standard library, no storage, no screens."""
