"""Benchmarks: figures as ratios to `import sympy` in the same run. Run with `python -m benchmarks`."""
