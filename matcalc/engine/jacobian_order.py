"""The order of the rules of the Jacobian route, as data.

A comment says why its line stands where it stands. A line without one has no reason of its own: moved among its
neighbours it may change which steps are shown, never a value.
"""

from __future__ import annotations

from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node
from matcalc.rules import (
    cancel_lengths,
    jacobian_chain,
    jacobians,
    jacobians_of_functions,
    jacobians_of_maps,
    simplify_identity_columns,
    simplify_inner,
    simplify_kronecker,
    simplify_numbers,
    simplify_ones,
    simplify_stacked,
    simplify_structure,
    simplify_transposes,
    simplify_vecs,
)
from matcalc.rules.registry import Rule

JACOBIAN: tuple[Rule[Node], ...] = (
    jacobians.insert_equation,  # what is differentiated has to be seen first
    jacobian_chain.transpose_jacobian,  # in denominator layout, where what is left to do stands in front
    jacobians.jacobian_of_itself,  # what is done is written down at once
    jacobians.jacobian_of_constant,
    jacobians.jacobian_of_sum,  # from the outside in: on one node at most one of these fires
    jacobians.jacobian_of_multiple,
    jacobians.jacobian_of_product,
    jacobians.jacobian_of_elementwise_product,
    jacobians_of_maps.jacobian_of_transpose,
    jacobians_of_maps.jacobian_of_entry_sum,
    jacobians_of_maps.jacobian_of_trace,
    jacobians_of_maps.jacobian_of_diagonal,
    jacobians_of_maps.jacobian_of_stack,
    jacobians_of_maps.jacobian_of_vec,
    jacobians_of_maps.jacobian_of_kron,
    jacobians_of_functions.jacobian_of_elementwise,
    jacobians_of_functions.jacobian_of_inverse,
    jacobians_of_functions.jacobian_of_determinant,
    jacobians_of_functions.jacobian_of_softmax,
    jacobians_of_functions.jacobian_of_log_sum_exp,
    jacobians_of_functions.jacobian_of_norm,
    jacobians_of_functions.jacobian_of_variance,
)
"""A local Jacobian, from an equation to a matrix."""

JACOBIAN_CHAIN: dict[Layout, tuple[Rule[Node], ...]] = {
    Layout.GRADIENT: (
        jacobian_chain.chain_rule_of_gradient,
        jacobian_chain.chain_rule_of_rows,  # of an output that is no scalar
        jacobian_chain.name_derivative,
        jacobian_chain.insert_local_jacobian,  # only once the chain is written down
    ),
    Layout.DENOMINATOR: (
        jacobian_chain.chain_rule_of_gradient,
        jacobian_chain.chain_rule_of_columns,
        jacobian_chain.name_derivative,
        jacobian_chain.insert_local_jacobian,
    ),
    Layout.NUMERATOR: (
        jacobian_chain.gradient_of_row,  # a row first: the chain is one of rows
        jacobian_chain.chain_rule_of_rows,
        jacobian_chain.name_derivative,
        jacobian_chain.insert_local_jacobian,
    ),
}
"""The chain rule in the order that a layout requires."""

STACKED: tuple[Rule[Node], ...] = (
    simplify_structure.annihilate,
    simplify_transposes.recognise_symmetric,
    simplify_transposes.transpose_product,  # transposes to the factors: a column sees matrices only
    simplify_stacked.transpose_kron,
    simplify_inner.transpose_block,
    simplify_stacked.transpose_no_row,
    simplify_structure.drop_parentheses,
    simplify_structure.drop_neutral,
    simplify_numbers.numbers_to_front,
    simplify_numbers.scalars_to_front,
    cancel_lengths.cancel_in_array,
    simplify_stacked.multiply_terms,  # from the right to the left of a column, from the left to the right of a row
    simplify_stacked.multiply_kron_by_column,
    simplify_stacked.multiply_column_by_diagonal,
    simplify_stacked.multiply_row_by_kron,
    simplify_inner.multiply_stacked,
    simplify_ones.work_out_ones,
    simplify_vecs.weights_out_of_sum,
    simplify_inner.inner_first,
    simplify_inner.gradient_first,
    simplify_vecs.mask_by_identity,
    simplify_vecs.join_stacked,  # so that the next factor sees one vec
    simplify_vecs.forget_vec,
    simplify_kronecker.undo_vec,
    simplify_identity_columns.compare_identity_columns,
    simplify_identity_columns.multiply_by_identity_columns,
    simplify_kronecker.multiply_kron,  # where there is no column
    simplify_kronecker.apply_commutation,
)
"""Where Jacobians are multiplied: from the vec of a gradient to the gradient."""
