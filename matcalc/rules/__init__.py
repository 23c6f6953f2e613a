"""Floor 3: one rule, one small pure function."""
