"""The running part: generated code against automatic differentiation, a peer's compiler and NumPy by hand."""
