"""Floor 8½: exercises made of derivations: variants of a problem, mistakes, numbers, and answers that are accepted."""
