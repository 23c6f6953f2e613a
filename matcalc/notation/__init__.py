"""Floor 5: text in; text, LaTeX and the input language out."""
