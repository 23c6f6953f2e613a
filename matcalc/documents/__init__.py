"""Floor 7: a derivation as a page, and the page as text, LaTeX, Markdown and JSON."""
