"""Texts that people wrote, with LaTeX in them: read, filled, checked."""
