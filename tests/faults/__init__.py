"""What must hold when a process is killed or a statement fails in the middle of a save."""
