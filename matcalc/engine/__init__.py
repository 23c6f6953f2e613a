"""Floor 4: the index route over a program."""
