"""The order of rules, as data: each line says why it stands where it stands."""

from __future__ import annotations

from matcalc.forms.index_form import Term
from matcalc.forms.matrix_form import Node
from matcalc.rules import (
    chain_rule,
    collapse_blocks,
    collapse_deltas,
    collapse_factors,
    collapse_pairs,
    collapse_products,
    collapse_same_indices,
    contract,
    differentiate,
    expand,
    expand_blocks,
    expand_pairs,
    kronecker,
    lemmas,
    names,
    read_off,
    simplify_blocks,
    simplify_powers,
    simplify_structure,
    simplify_sums,
)
from matcalc.rules.registry import Rule

EXPAND: tuple[Rule[Term], ...] = (
    expand.expand_sum,  # outermost operators first: a definition is mostly a sum
    expand.expand_scale,
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
    names.use_name_of_entry,  # so that what cancels looks alike
    contract.multiply_powers,  # what cancels is gone before anything is collapsed
)

CHAIN: tuple[Rule[Term], ...] = (
    chain_rule.find_no_path,  # nothing to do
    chain_rule.apply_chain_rule,
    chain_rule.insert_derived,  # only once the paths are written down
    chain_rule.use_short_name,
)

LOCAL: tuple[Rule[Term], ...] = (
    differentiate.insert_definition,  # what is differentiated has to be seen first
    differentiate.differentiate_sum_and_product,
    differentiate.differentiate_power,
    differentiate.differentiate_function,
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
    collapse_blocks.read_block,
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
)

REDUCE: tuple[Rule[Term], ...] = (
    collapse_factors.collapse_diagonal,
    collapse_factors.collapse_lone_dummy,
    collapse_products.collapse_matrix_vector,
    collapse_same_indices.collapse_inner,
    collapse_same_indices.collapse_hadamard,
    collapse_products.collapse_matrix_matrix,
)

VECTORIZE: tuple[Rule[Term], ...] = (
    kronecker.keep_on_one_side,  # so that what stands at the output's indices can be joined
    kronecker.pair_deltas,  # before they are read one by one
    collapse_factors.read_power,
    collapse_blocks.read_block,
    *REDUCE,
    collapse_products.collapse_scaled,  # vectors into matrices, so that at most two matrices are left,
    collapse_deltas.read_delta,
    kronecker.collapse_kronecker,
    kronecker.stack_side,  # then what the product left over
    kronecker.weigh,
    kronecker.collapse_outer_at_pairs,
    read_off.collapse_scalars,
)

SIMPLIFY: tuple[Rule[Node], ...] = (
    simplify_structure.annihilate,  # zeros make everything else shorter
    simplify_structure.transpose_out_of_function,
    simplify_structure.transpose_product,  # transposes to the symbols: equal parts look equal
    simplify_structure.transpose_parts,
    simplify_structure.transpose_stack,
    simplify_blocks.block_of_product,  # blocks to the stacks that they were put into
    simplify_blocks.block_of_stack,
    simplify_structure.drop_parentheses,
    simplify_structure.numbers_to_front,  # so that like terms differ by a number only
    simplify_structure.drop_neutral,
    simplify_powers.plain_power,
    simplify_powers.count_equal_factors,
    simplify_powers.undo_diagonal,
    simplify_sums.collect_like_terms,
    simplify_sums.take_out_common_factor,
)

KNOWN_FUNCTIONS: tuple[Rule[Node], ...] = (
    names.write_out_known_derivative,
    names.use_name,  # tanh(z) is a already
)

WRITE_OUT: tuple[Rule[Node], ...] = (names.write_out_name,)

FACTS: tuple[Rule[Node], ...] = ()
