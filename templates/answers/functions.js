"use strict";
(() => {
  /* functions: elementwise ones with their derivatives by differences, and those of whole arrays */

  const { made, number, filled, mapped, along, product, transposed, square, determinant, inverse, Misfit } = answers;
  const total = (list) => list.reduce((sum, each) => sum + each, 0);
  const mean = (list) => total(list) / list.length;
  const logsumexp = (list) => {
    const most = Math.max(...list);
    return most + Math.log(total(list.map((each) => Math.exp(each - most))));
  };

  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const SMOOTH = {
    exp: Math.exp, log: Math.log, sqrt: Math.sqrt, sin: Math.sin, cos: Math.cos, tan: Math.tan, sinh: Math.sinh,
    cosh: Math.cosh, tanh: Math.tanh, arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, sigmoid,
    softplus: (x) => Math.log1p(Math.exp(x)), silu: (x) => x * sigmoid(x), gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)), erf,
  };
  const zero = () => 0;
  const KINKED = { // the function and its slope
    abs: [Math.abs, Math.sign],
    sign: [Math.sign, zero],
    relu: [(x) => Math.max(x, 0), (x) => Number(x > 0)],
    leaky_relu: [(x) => (x > 0 ? x : x / 100), (x) => (x > 0 ? 1 : 1 / 100)],
    step: [(x) => Number(x > 0), zero],
  };

  /* its series; arguments are small here */
  function erf(x) {
    let term = x, sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 400; n += 1) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }

  /* the order-th derivative at x by central differences of the fourth order */
  function derived(of, order, x) {
    if (order === 0) return of(x);
    const lower = (at) => derived(of, order - 1, at);
    const h = 3e-3;
    return (8 * (lower(x + h) - lower(x - h)) - (lower(x + 2 * h) - lower(x - 2 * h))) / (12 * h);
  }

  /* what stands for an unknown function: sines of height, speed and phase, so each derivative is another one */
  const waving = (waves, order, x) => total(waves.map(([height, speed, phase]) => height * speed ** order * Math.sin(speed * x + phase + (order * Math.PI) / 2)));

  function elementwise(name, order, waves) {
    if (waves) return (x) => waving(waves, order, x);
    if (Object.hasOwn(KINKED, name)) return order < 2 ? KINKED[name][order] : zero;
    return (x) => derived(SMOOTH[name], order, x);
  }

  const isVector = (a) => a.rows === 1 || a.cols === 1;
  const diagonal = (a) => filled(square(a, "diag_of").rows, 1, (i) => a.at[i * a.cols + i]);
  const summed = (a, axis) => along(a, axis, total);
  const squares = (a) => number(total(a.at.map((x) => x * x)));
  const stacked = (a) => made(a.rows * a.cols, 1, transposed(a).at);
  const kron = (a, b) => filled(a.rows * b.rows, a.cols * b.cols, (i, j) => (
    a.at[Math.floor(i / b.rows) * a.cols + Math.floor(j / b.cols)] * b.at[(i % b.rows) * b.cols + (j % b.cols)]));
  const beside = (args) => filled(args[0].rows, total(args.map((a) => a.cols)), (i, j) => {
    let at = j;
    const block = args.find((a) => at < a.cols || ((at -= a.cols), false));
    return block.at[i * block.cols + at];
  });
  const fill = (value) => ([rows, cols = number(1)]) => {
    if (![rows, cols].every(({ at: [length] }) => Number.isInteger(length) && length > 0)) throw new Misfit("a length is a whole number above 0");
    return filled(rows.at[0], cols.at[0], () => value);
  };

  const WHOLE = {
    sum: ([a], axis) => summed(a, axis),
    mean: ([a], axis) => along(a, axis, mean),
    var: ([a], axis) => along(a, axis, (list) => mean(list.map((x) => (x - mean(list)) ** 2))),
    softmax: ([a], axis) => along(a, axis, (list) => list.map((x) => Math.exp(x - logsumexp(list))), true),
    log_softmax: ([a], axis) => along(a, axis, (list) => list.map((x) => x - logsumexp(list)), true),
    logsumexp: ([a], axis) => along(a, axis, logsumexp),
    norm: ([a]) => mapped(squares(a), Math.sqrt),
    norm1: ([a]) => number(total(a.at.map(Math.abs))),
    norm2sq: ([a]) => squares(a),
    dot: ([a, b]) => (a.rows === b.rows && a.cols === b.cols ? number(total(a.at.map((x, k) => x * b.at[k]))) : misfit("dot")),
    outer: ([a, b]) => product(a, transposed(b)),
    tr: ([a]) => number(total(diagonal(a).at)),
    det: ([a]) => determinant(a),
    logdet: ([a]) => mapped(determinant(a), (x) => Math.log(Math.abs(x))),
    inv: ([a]) => inverse(a),
    diag: ([a]) => (isVector(a) ? filled(a.at.length, a.at.length, (i, j) => (i === j ? a.at[i] : 0)) : diagonal(a)),
    diag_of: ([a]) => diagonal(a),
    kron: (args) => args.reduce(kron),
    vec: ([a]) => stacked(a),
    unvec: ([a, rows, cols]) => transposed(made(cols.at[0], rows.at[0], a.at)),
    commutation: ([rows, cols]) => filled(rows.at[0] * cols.at[0], rows.at[0] * cols.at[0], (i, j) => (
      Number(Math.floor(i / cols.at[0]) === j % rows.at[0] && i % cols.at[0] === Math.floor(j / rows.at[0])))),
    hstack: (args) => (args.every((a) => a.rows === args[0].rows) ? beside(args) : misfit("hstack")),
    vstack: (args) => (args.every((a) => a.cols === args[0].cols) ? transposed(beside(args.map(transposed))) : misfit("vstack")),
    ones: fill(1),
    zeros: fill(0),
    eye: ([n]) => filled(n.at[0], n.at[0], (i, j) => Number(i === j)),
  };
  const ARGUMENTS = { // the fewest and the most; of the others one
    dot: [2, 2], outer: [2, 2], kron: [1, 9], unvec: [3, 3], commutation: [2, 2], hstack: [1, 99], vstack: [1, 99], ones: [1, 2], zeros: [1, 2],
  };
  const ALONG = { rows: 1, cols: 0 }; // softmax_rows takes each row by itself

  function misfit(name) {
    throw new Misfit(`the shapes do not fit in ${name}`);
  }

  /* the function of that name; softmax_rows is one, and it knows its axis */
  function called(name, order, args, axis, waves) {
    const [, plain, lines] = /^(.*)_(rows|cols)$/u.exec(name) ?? [null, name, ""];
    const [least, most] = Object.hasOwn(ARGUMENTS, plain) ? ARGUMENTS[plain] : [1, 1];
    if (args.length < least || args.length > most) throw new Misfit(`${plain} is given ${args.length} arguments`);
    if (Object.hasOwn(WHOLE, plain)) return WHOLE[plain](args, lines ? ALONG[lines] : axis ?? null);
    return { ...mapped(args[0], elementwise(name, order, waves)), eye: false };
  }

  const FUNCTIONS = [...Object.keys(SMOOTH), ...Object.keys(KINKED), ...Object.keys(WHOLE),
    ...["softmax", "log_softmax", "logsumexp", "mean", "var"].flatMap((name) => [`${name}_rows`, `${name}_cols`])];

  Object.assign(answers, { called, FUNCTIONS, kron });
})();
