"""Floor 1: shapes, indices, matrix form, index form, programs."""
