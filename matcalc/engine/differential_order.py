"""The order of the rules of the differential route, as data.

A comment says why its line stands where it stands. A line without one has no reason of its own: moved among its
neighbours it may change which steps are shown, never a value.
"""

from __future__ import annotations

from matcalc.forms.matrix_form import Node
from matcalc.rules import (
    adjoints,
    adjoints_blocks,
    adjoints_elementwise,
    adjoints_sums,
    differential_columns,
    differentials,
    differentials_of_functions,
    inner_products,
)
from matcalc.rules.registry import Rule

DIFFERENTIALS: tuple[Rule[Node], ...] = (
    differentials.insert_equation,  # what is differentiated has to be seen first
    differentials.use_given_gradient,
    differentials.differentiate_sum,  # outermost first: an equation is mostly a sum
    differentials.differentiate_product,
    differentials.differentiate_linear,
    differentials_of_functions.differentiate_power,
    differentials_of_functions.differentiate_function,
    differentials_of_functions.differentiate_inverse,
    differentials_of_functions.differentiate_determinant,
    differentials_of_functions.differentiate_log_determinant,
    differentials_of_functions.differentiate_norm,
    differentials_of_functions.differentiate_softmax,
    differentials_of_functions.differentiate_logsumexp,
    differentials_of_functions.differentiate_variance,
    differentials.differentiate_constant,  # what is left does not move
)

ADJOINTS: tuple[Rule[Node], ...] = (
    inner_products.insert_differential,  # what is moved over has to be seen first
    inner_products.write_as_inner,
    adjoints_elementwise.move_softmax,  # as one map: apart, its two terms would double with every softmax inside
    adjoints_elementwise.move_softmax_of_rows,
    adjoints_elementwise.move_softmax_of_columns,
    inner_products.split_inner,  # each term goes its own way
    adjoints.move_inverse,  # with its sign
    adjoints.move_number,  # numbers together
    adjoints_elementwise.move_elementwise_factor,
    adjoints_elementwise.move_array_beside_number,
    adjoints.move_left_factor,
    adjoints.move_right_factor,
    adjoints.move_both_factors,
    adjoints.move_transpose,
    adjoints_elementwise.move_inner,
    adjoints_sums.move_sum,
    adjoints_sums.move_row_sums,
    adjoints_sums.move_column_sums,
    adjoints_sums.move_mean,
    adjoints_sums.move_row_means,
    adjoints_sums.move_column_means,
    adjoints_sums.move_trace,
    adjoints_sums.move_diag,
    adjoints_sums.move_diagonal,
    adjoints_blocks.move_hstack,
    adjoints_blocks.move_vstack,
    adjoints_blocks.move_block,
    adjoints_blocks.move_vec,
    adjoints_blocks.move_unvec,
    adjoints_blocks.write_kron_of_vectors,
    adjoints_blocks.write_kron_with_vector,
    adjoints_blocks.write_kron_by_vec,  # only what no vectors make
)

COLUMNS: tuple[Rule[Node], ...] = (
    inner_products.insert_differential,
    differential_columns.write_as_matrix,
)
"""Where the output is no scalar."""

READ_GRADIENT: tuple[Rule[Node], ...] = (inner_products.read_off_gradient, differential_columns.read_off_jacobian)
