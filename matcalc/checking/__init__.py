"""Floor 5: every step replayed; results compared with an independent derivative."""
