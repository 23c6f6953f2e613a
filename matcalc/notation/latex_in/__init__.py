"""LaTeX in: what people write about matrices, as a tree of formulas, and from there in the input language.

Floors inside, each reads only what stands above it here: formula (the tree), macros and tokens, reading (grammar),
vocabulary (which names there are, and of which kind), translating (the input language, with a map of places).
"""
