"""Steps that a document of normal detail shows in one line, because a teacher says them in one breath."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.engine.collapse import READ_OFF
from matcalc.engine.local import INSERT
from matcalc.engine.order import COLLAPSE
from matcalc.rules.chain_rule import use_short_name
from matcalc.rules.contract import contract_delta
from matcalc.rules.differentiate import (
    differentiate_entry,
    differentiate_function,
    differentiate_power,
    differentiate_sum_and_product,
    insert_definition,
)


@dataclass(frozen=True, slots=True)
class Joint:
    """How two steps, one after the other, are shown in one line: what it says is done, and whose reasons it gives.

    said: empty where it goes on saying what it said. shows_first: the line shows what the first step makes too, where
    that is short.
    """

    said: str
    gives_first: bool
    gives_second: bool
    shows_first: bool = False


LOCAL = "find the local derivative"

JOINTS: dict[tuple[str, str], Joint] = {
    **{
        (insert_definition.name, rule.name): Joint(LOCAL, gives_first=False, gives_second=True)
        for rule in (differentiate_sum_and_product, differentiate_function, differentiate_power, differentiate_entry)
    },
    (differentiate_sum_and_product.name, differentiate_entry.name): Joint(LOCAL, gives_first=True, gives_second=True),
    (use_short_name.name, INSERT): Joint(INSERT, gives_first=True, gives_second=False),
    **{
        (first, contract_delta.name): Joint(said, gives_first=True, gives_second=True, shows_first=True)
        for first, said in (
            (INSERT, INSERT),
            (differentiate_entry.name, LOCAL),
            (differentiate_function.name, LOCAL),
        )
    },
    **{(rule.name, READ_OFF): Joint(rule.name, gives_first=True, gives_second=False) for rule in COLLAPSE},
}
"""By the rules of both steps. That an equation is put in, and that equal entries make equal arrays, needs no words."""
