"""The order of the rules that the routes share, and of those of the index route, as data.

A comment says why its line stands where it stands. A line without one has no reason of its own: moved among its
neighbours it may change which steps are shown, never a value.
"""

from __future__ import annotations

from matcalc.forms.index_form import Term
from matcalc.forms.matrix_form import Node
from matcalc.rules import (
    cancel_lengths,
    centred,
    chain_rule,
    collapse_blocks,
    collapse_deltas,
    collapse_factors,
    collapse_pairs,
    collapse_products,
    collapse_same_indices,
    contract,
    contract_moving,
    declared_signs,
    differentiate,
    expand,
    expand_blocks,
    expand_pairs,
    facts,
    fold,
    fold_arrays,
    fold_scalars,
    fold_solutions,
    fold_under_sums,
    implicit,
    kronecker,
    label_sums,
    lemmas,
    names,
    plain_entries,
    propose_blocks,
    propose_factors,
    propose_forms,
    propose_multiples,
    propose_opening,
    propose_stretched,
    propose_tidy,
    propose_totals,
    read_off,
    simplify_blocks,
    simplify_determinants,
    simplify_diagonals,
    simplify_functions,
    simplify_inverses,
    simplify_kronecker,
    simplify_means,
    simplify_numbers,
    simplify_ones,
    simplify_powers,
    simplify_structure,
    simplify_sums,
    simplify_totals,
    simplify_transposes,
    simplify_values,
    vector_functions,
)
from matcalc.rules.registry import Rule

EXPAND: tuple[Rule[Term], ...] = (
    expand.expand_sum,  # outermost operators first: a definition is mostly a sum
    expand.expand_scale,
    label_sums.expand_label_sum,  # what it adds is mostly a product
    expand_blocks.expand_stack,  # makes terms, so before the products that they stand in
    expand_pairs.expand_mean,  # makes a sum of entries
    expand.expand_entry_sum,
    expand.expand_trace,
    expand.expand_diag_of,
    expand.expand_hadamard,
    expand.expand_product,
    expand.expand_transpose,  # swaps the indices that the product gave it
    expand.expand_function_of_transpose,
    expand.expand_power,
    expand.expand_diag,
    expand_pairs.expand_unvec,
    expand_pairs.expand_vec,
    expand_pairs.expand_kron,
    expand_pairs.expand_commutation,
    expand_blocks.expand_slice,
    expand.expand_constant,  # leaves of the expression last
)

CONTRACT: tuple[Rule[Term], ...] = (
    contract.contract_delta,  # each delta removes a sum
    contract.split_paired_delta,  # then each half can be summed out
    contract.drop_delta,
    contract.drop_vanishing_term,
    contract.take_out_shift,  # so that the first rule can read the delta
    contract_moving.solve_delta,  # what no rule above can read
    contract_moving.sum_over_other_places,  # so that nothing lies beyond where it need not
    names.use_name_of_entry,  # so that what cancels looks alike
    cancel_lengths.cancel_in_term,
    contract.multiply_powers,  # what cancels is gone before anything is collapsed
    centred.leave_out_centred_term,
    fold.fold_definition,  # once the exponents say what is there
)

CHAIN: tuple[Rule[Term], ...] = (
    chain_rule.find_no_path,  # nothing to do
    chain_rule.apply_chain_rule,
    chain_rule.insert_derived,  # only once the paths are written down
    chain_rule.use_short_name,
)

LOCAL: tuple[Rule[Term], ...] = (
    implicit.put_in_jacobian,  # a solution has no right side to insert
    implicit.differentiate_equation,
    differentiate.insert_definition,  # what is differentiated has to be seen first
    label_sums.keep_summand,  # before the sum is differentiated as one of like summands
    differentiate.differentiate_sum_and_product,
    differentiate.differentiate_power,
    differentiate.differentiate_function,
    vector_functions.use_given_jacobian,
    lemmas.differentiate_inverse,
    lemmas.differentiate_determinant,
    lemmas.differentiate_log_determinant,
    lemmas.differentiate_softmax,
    lemmas.differentiate_logsumexp,
    lemmas.differentiate_norm,
    lemmas.differentiate_variance,
    differentiate.differentiate_entry,
    differentiate.differentiate_constant,  # what is left depends on nothing
)

COLLAPSE: tuple[Rule[Term], ...] = (
    collapse_deltas.keep_one_index,  # first one index for one thing,
    collapse_factors.write_square_twice,
    collapse_factors.read_power,  # and every factor a plain entry
    collapse_blocks.read_shifted_pair,
    collapse_blocks.read_block,
    collapse_blocks.take_shift_out_of_pair,  # what is left of shifts: deltas, and pairs on an axis of a matrix
    collapse_pairs.put_identity,  # then pairs, as soon as their indices stand nowhere else,
    collapse_pairs.join_indices,
    collapse_pairs.stack_matrix,
    collapse_pairs.collapse_kron,
    collapse_pairs.collapse_at_pair,
    collapse_factors.collapse_diagonal,  # then loops,
    collapse_factors.collapse_lone_dummy,  # plain sums,
    collapse_products.collapse_matrix_vector,  # cheap products before dear ones,
    collapse_same_indices.collapse_inner,  # what closes before what stays open,
    collapse_same_indices.collapse_hadamard,
    collapse_products.collapse_matrix_matrix,
    collapse_deltas.read_delta,  # once there is one vector or one matrix beside it
    collapse_blocks.place_block,  # once what shares its index has become one factor
    collapse_pairs.read_pair,  # once the rest is one factor
    collapse_products.collapse_scaled,  # the only one that chooses, so late
    read_off.collapse_outer,  # last, what is left at the free indices
    read_off.turn_matrix,
    read_off.fill_with_ones,
    read_off.collapse_scalars,
    label_sums.collapse_label_sum,  # once the summand is one array
)

REDUCE: tuple[Rule[Term], ...] = (
    collapse_blocks.read_shifted_pair,
    collapse_blocks.read_block,  # the range of an index can be read off a block, not off a shifted place
    collapse_blocks.take_shift_out_of_pair,
    collapse_factors.collapse_diagonal,
    collapse_factors.collapse_lone_dummy,
    collapse_products.collapse_matrix_vector,
    collapse_same_indices.collapse_inner,
    collapse_same_indices.collapse_hadamard,
    collapse_products.collapse_matrix_matrix,
    collapse_blocks.place_block,
)

PLAIN: tuple[Rule[Term], ...] = (
    plain_entries.leave_out_zero_term,  # nothing else to do
    plain_entries.entry_of_transpose,
    plain_entries.entry_of_line,
)
"""How the terms of an index form are written that stays one."""

VECTORIZE: tuple[Rule[Term], ...] = (
    kronecker.keep_on_one_side,  # so that what stands at the output's indices can be joined
    kronecker.pair_deltas,  # before they are read one by one
    collapse_factors.read_power,
    *REDUCE,
    collapse_deltas.read_delta,
    kronecker.collapse_kronecker,  # all that joins output and variable
    collapse_products.collapse_scaled,  # what stands on one side becomes one matrix,
    kronecker.stack_side,  # then one vector
    kronecker.weigh,
    kronecker.collapse_outer_at_pairs,
    read_off.collapse_scalars,
)

SIMPLIFY: tuple[Rule[Node], ...] = (
    simplify_structure.annihilate,  # zeros make everything else shorter
    simplify_transposes.use_symmetric_meaning,
    simplify_transposes.recognise_symmetric,  # before a transpose is pushed into what needs none
    simplify_transposes.transpose_out_of_function,
    simplify_transposes.transpose_product,  # transposes to the symbols: equal parts look equal
    simplify_transposes.transpose_parts,
    simplify_transposes.transpose_stack,
    simplify_transposes.forget_transpose,
    simplify_blocks.block_of_product,  # blocks to the stacks that they were put into
    simplify_blocks.block_of_stack,
    simplify_blocks.stack_of_equal_entries,
    simplify_structure.drop_parentheses,
    simplify_numbers.numbers_to_front,  # so that like terms differ by a number only
    simplify_numbers.scalars_to_front,
    cancel_lengths.cancel_in_array,
    simplify_structure.drop_neutral,
    simplify_inverses.cancel_inverse,
    simplify_diagonals.multiply_by_diagonal,
    simplify_diagonals.undo_diagonal,
    simplify_diagonals.scale_rows,
    simplify_totals.sum_with_ones,
    simplify_ones.work_out_ones,
    simplify_totals.cancel_in_inner,
    simplify_totals.work_out_sum,
    simplify_means.take_numbers_out_of_mean,
    simplify_means.take_line_out_of_sum,
    centred.leave_out_centred_sum,
    simplify_totals.work_out_trace,
    simplify_totals.work_out_function,
    simplify_kronecker.undo_vec,
    simplify_kronecker.plain_kron,
    simplify_kronecker.multiply_kron,
    simplify_kronecker.multiply_vecs,
    simplify_kronecker.apply_commutation,
    simplify_values.work_out_value,
    simplify_functions.undo_function,
    simplify_functions.recognise_function,
    simplify_powers.plain_power,
    simplify_powers.count_equal_factors,
    simplify_numbers.order_factors,  # once each factor is there only once
    label_sums.take_out_of_label_sum,
    simplify_sums.collect_like_terms,
    simplify_structure.add_up_equal_entries,
    simplify_totals.drop_ones,
    simplify_numbers.plain_first,
    simplify_numbers.positive_first,  # once the terms are what they stay
)
"""Applied wherever they fire, each part from below."""

PROPOSE: tuple[Rule[Node], ...] = (
    fold_scalars.use_name_of_number,
    propose_factors.take_out_last,  # the vector at the end first: (A + Aᵀ) x
    propose_factors.take_out_first,
    propose_factors.take_out_entrywise,
    propose_multiples.take_out_number,
    propose_multiples.take_out_operator,
    propose_forms.exchange_signs,
    propose_forms.turn_round,
    propose_forms.write_squares,
    propose_forms.sum_rows_of_hadamard,
    propose_forms.write_sums,
    propose_forms.recognise_mean,
    label_sums.add_under_one_sum,
    propose_totals.sum_meaning,
    propose_blocks.add_stacks,
    propose_stretched.stretch_scales,
    propose_stretched.stretch_terms,
    simplify_functions.mirror_sigmoid,
    simplify_powers.raise_factors,
    simplify_powers.join_roots,
    simplify_blocks.block_entry_by_entry,
    propose_opening.multiply_out_divisor,
    propose_opening.open_divisor,
    simplify_inverses.open_inverse,
    simplify_determinants.determinant_of_inverse,
)
"""Put in only where the whole expression then costs less; of several the cheapest, then the first."""

OPEN: tuple[Rule[Node], ...] = (
    propose_opening.multiply_out,
    propose_opening.numbers_into_products,
)
"""Proposals that cost more at first: PROPOSE is tried on what they make before the cost is compared."""

TIDY: tuple[Rule[Node], ...] = (
    propose_tidy.take_transpose_out,  # against SIMPLIFY, which takes it in so that equal parts look equal
    propose_tidy.write_divisor,
    propose_tidy.join_divisors,
)
"""How a result is written that nothing more is done to; only where it is cheaper."""

FACTS: tuple[Rule[Node], ...] = (
    facts.use_symmetry,
    facts.use_orthogonality,
    facts.use_sum,
    facts.use_line_sum,
    declared_signs.use_sign,
    facts.use_diagonal,
)
"""Together with SIMPLIFY, in the last simplification of a result: what the user has declared of the arrays."""

KNOWN_FUNCTIONS: tuple[Rule[Node], ...] = (
    names.write_out_known_derivative,
    names.use_name,  # tanh(z) is a already
)

WRITE_OUT: tuple[Rule[Node], ...] = (names.write_out_name,)

FOLD: tuple[Rule[Node], ...] = (
    fold_arrays.use_name_of_root,
    fold_arrays.use_name_of_product,  # its factors may be such names
    fold_solutions.use_name_of_solution,
    fold_under_sums.use_name_under_sum,
)
"""Of both routes on arrays: what the index route folds entry by entry."""
