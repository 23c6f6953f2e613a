"""Floor 7: a derivation as a page, and the page in several formats."""
