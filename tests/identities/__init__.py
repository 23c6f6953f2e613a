"""Published derivatives, and an oracle that shares nothing with matcalc."""
