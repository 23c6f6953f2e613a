"""Floor 6: problems, read from TOML."""
