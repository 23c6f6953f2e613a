"""matcalc: matrix calculus derived step by step, with reasons, each step checked."""
