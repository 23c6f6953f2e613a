"""Marks for what was handed in: a key, submissions, verdicts."""
