"""The check of everything that is handed out."""

from matcalc.checking.replay import verify
from matcalc.checking.verification import Verification
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.facts import Facts
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text


def checked(differentiation: Differentiation, program: Program, facts: Facts) -> Verification:
    """Every step and result checked against the program that was asked about. Raises VerificationError."""
    if not program.labels:
        return verify(differentiation, program, show=input_text, facts=facts)
    from matcalc.checking.for_all import verify_for_all

    return verify_for_all(differentiation, program, show=input_text, facts=facts)
