"""What pages are made of: each component draws one thing of a session."""
