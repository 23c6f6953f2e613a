"use strict";
(() => {
  /* arrays of numbers with two axes. tall, wide: whether one row, one column stands for as many as are needed, as in
     1 and 1ᵀ; eye: whether a number stands for so many times the identity */

  class Misfit extends Error {}

  const made = (rows, cols, at, kinds = {}) => ({ rows, cols, at, ...kinds });
  const number = (value, kinds = {}) => made(1, 1, [value], kinds);
  const MOST_ENTRIES = 20_000;

  function filled(rows, cols, entry) {
    if (!(rows * cols <= MOST_ENTRIES)) throw new Misfit("this array is too large to be worked out here");
    return made(rows, cols, Array.from({ length: rows * cols }, (_, k) => entry(Math.floor(k / cols), k % cols)));
  }

  const isNumber = (a) => a.rows === 1 && a.cols === 1;
  /* one number, which does not stand for more rows or columns */
  const isPlain = (a) => isNumber(a) && !a.tall && !a.wide;
  /* an entry, counted from 0; one row stands for all rows, and one column for all columns */
  const entryAt = (a, i, j) => a.at[(a.rows === 1 ? 0 : i) * a.cols + (a.cols === 1 ? 0 : j)];
  const mapped = (a, change) => ({ ...a, at: a.at.map(change) });
  const words = (a) => `${a.rows} × ${a.cols}`;

  /* as many rows and columns as are asked for, where the array can have so many */
  function fitted(a, rows, cols) {
    if (a.eye && rows === cols && rows > 1) return filled(rows, cols, (i, j) => (i === j ? a.at[0] : 0));
    if (a.rows === rows && a.cols === cols) return a;
    const fits = (a.rows === rows || a.tall) && (a.cols === cols || a.wide);
    return fits ? filled(rows, cols, (i, j) => entryAt(a, i, j)) : null;
  }

  /* entry by entry; rows, columns and numbers stretch, a column beside a row not where that is `strict` */
  function entrywise(a, b, join, strict = false) {
    if (Boolean(a.eye) !== Boolean(b.eye) && !(isPlain(a) && isPlain(b))) {
      const side = Math.max(a.rows, a.cols, b.rows, b.cols);
      a = fitted(a, side, side) ?? a;
      b = fitted(b, side, side) ?? b;
    }
    const rows = Math.max(a.rows, b.rows), cols = Math.max(a.cols, b.cols);
    const stretches = (length, whole) => length === whole || length === 1;
    if (!stretches(a.rows, rows) || !stretches(b.rows, rows) || !stretches(a.cols, cols) || !stretches(b.cols, cols)) {
      throw new Misfit(`the shapes ${words(a)} and ${words(b)} do not fit`);
    }
    const crosses = (one, other) => one.rows < rows && other.cols < cols && !isNumber(one) && !isNumber(other) && !one.tall && !other.wide;
    if (strict && (crosses(a, b) || crosses(b, a))) throw new Misfit(`⊙ needs equal shapes, and ${words(a)} and ${words(b)} do not fit; * in code stretches`);
    const joined = filled(rows, cols, (i, j) => join(entryAt(a, i, j), entryAt(b, i, j)));
    return { ...joined, tall: rows === 1 && (a.tall || b.tall), wide: cols === 1 && (a.wide || b.wide), eye: Boolean(a.eye && b.eye) };
  }

  function scaled(a, b) {
    const [factor, of] = isPlain(a) ? [a, b] : [b, a];
    return { ...mapped(of, (entry) => entry * factor.at[0]), eye: Boolean((a.eye && (b.eye || isNumber(b))) || (b.eye && isNumber(a))) };
  }

  /* the matrix product; a number beside an array is a factor */
  function product(a, b) {
    const isFactor = isPlain(a) && (b.tall || b.wide) && b.rows === 1;
    if (a.eye || b.eye || isFactor) return scaled(a, b);
    const inner = a.wide ? (b.tall ? null : b.rows) : a.cols;
    if (inner === null) throw new Misfit("nothing says how many ones there are");
    if (!(b.tall && b.rows === 1 && b.cols >= 1 && inner >= 1) && b.rows !== inner) {
      if (isNumber(a) || isNumber(b)) return scaled(a, b);
      throw new Misfit(`a product of ${words(a)} and ${words(b)} needs as many columns as rows`);
    }
    const whole = filled(a.rows, b.cols, (i, j) => {
      let total = 0;
      for (let k = 0; k < inner; k += 1) total += entryAt(a, i, k) * entryAt(b, k, j);
      return total;
    });
    return { ...whole, tall: Boolean(a.tall), wide: Boolean(b.wide) };
  }

  const transposed = (a) => ({ ...filled(a.cols, a.rows, (i, j) => a.at[j * a.cols + i]), tall: Boolean(a.wide), wide: Boolean(a.tall), eye: Boolean(a.eye) });

  function square(a, name) {
    if (a.rows !== a.cols) throw new Misfit(`${name} needs a square matrix, not ${words(a)}`);
    return a;
  }

  /* Gauss and Jordan with pivots: the inverse and the determinant */
  function eliminated(a, name) {
    const n = square(a, name).rows;
    const rows = Array.from({ length: n }, (_, i) => [...a.at.slice(i * n, i * n + n), ...Array.from({ length: n }, (_, j) => Number(i === j))]);
    let determinant = 1;
    for (let k = 0; k < n; k += 1) {
      let pivot = k;
      for (let i = k + 1; i < n; i += 1) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
      if (pivot !== k) [rows[k], rows[pivot], determinant] = [rows[pivot], rows[k], -determinant];
      determinant *= rows[k][k];
      const above = rows[k].map((entry) => entry / rows[k][k]);
      rows[k] = above;
      for (let i = 0; i < n; i += 1) if (i !== k) rows[i] = rows[i].map((entry, j) => entry - rows[i][k] * above[j]);
    }
    return { determinant, inverse: made(n, n, rows.flatMap((row) => row.slice(n))) };
  }

  const inverse = (a) => (a.eye || isNumber(a) ? mapped(a, (entry) => 1 / entry) : eliminated(a, "an inverse").inverse);
  const determinant = (a) => number(eliminated(a, "det").determinant);

  /* what is made of all entries (axis null), of each column (0) or of each row (1), put back in the shape it has */
  function along(a, axis, change, keeps = false) {
    const lines = axis === null ? [a.at] : axis === 0
      ? Array.from({ length: a.cols }, (_, j) => a.at.filter((_, k) => k % a.cols === j))
      : Array.from({ length: a.rows }, (_, i) => a.at.slice(i * a.cols, (i + 1) * a.cols));
    const done = lines.map(change);
    if (!keeps) return made(axis === 1 ? a.rows : 1, axis === 0 ? a.cols : 1, done);
    return filled(a.rows, a.cols, (i, j) => (axis === null ? done[0][i * a.cols + j] : axis === 0 ? done[j][i] : done[i][j]));
  }

  Object.assign(answers, { Misfit, made, number, filled, isNumber, isPlain, entryAt, mapped, words, fitted, entrywise, product, transposed, square, inverse, determinant, along });
})();
