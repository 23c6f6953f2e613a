"use strict";
(() => {
  /* the value of a tree at one point: arrays by name, lengths by name, sines for unknown functions */

  const { made, number, filled, isNumber, isPlain, entryAt, mapped, entrywise, product, transposed, inverse, called, kron, keyOf, Unreadable } = answers;
  const MOST_WORK = 600_000;
  const MOST_GUESSES = 80;
  const MOST_DERIVATIVES = 2; // in each other
  const STEP = 2e-3;
  const IDENTITY = keyOf("I"), PI = keyOf("π");

  class Point {
    constructor(page, at) {
      const { sizes, arrays, functions } = page.points[at];
      this.lengths = new Map(Object.entries(sizes).map(([name, size]) => [keyOf(name), size]));
      this.functions = functions;
      this.arrays = new Map(); // by the one spelling of a name
      this.first = new Map(); // of the names of an array
      this.definitions = new Map();
      for (const [name, rows, cols, numbers, ...printed] of arrays) {
        const array = made(rows, cols, numbers);
        const keys = [name, ...printed].map(keyOf).filter((key) => key && !this.arrays.has(key));
        for (const key of keys) {
          this.arrays.set(key, array);
          this.first.set(key, keys[0]);
        }
      }
      this.output = page.output ? keyOf(page.output) : null;
      for (const [name, body, places] of page.definitions) this.definitions.set(this.arrays.get(keyOf(name)), { body, places });
      this.callable = new Map([...answers.FUNCTIONS, ...Object.keys(functions)].map((name) => [keyOf(name), name]));
      this.known = new Map();
      this.moved = new Map();
      this.depth = 0;
      this.work = { left: MOST_WORK, scale: 0 };
      this.guessed = null;
      this.nameOf = (key) => this.first.get(key) ?? key;
      this.gradientAt = (key) => this.nameOf(this.nameOf(key)?.replace(/^\|/u, "bar|"));
      this.isArray = (key) => this.arrays.has(key);
      this.isLength = (key) => this.lengths.has(key);
      this.isScalar = (key) => isNumber(this.arrays.get(key));
      this.functionOf = (key) => this.callable.get(key);
      this.isKnown = (key) => this.isArray(key) || this.callable.has(key) || this.lengths.has(key) || WORDS.has(key);
    }

    /* as it was before anything was worked out */
    clear() {
      this.known.clear();
      this.moved.clear();
      Object.assign(this.work, { left: MOST_WORK, scale: 0 });
    }

    /* the same point with one entry of an array moved */
    with(array, at, step) {
      const name = [...this.arrays.values()].indexOf(array);
      const label = `${name} ${at} ${step}`;
      if (!this.moved.has(label)) {
        const other = Object.create(this);
        const moved = { ...array, at: array.at.map((entry, k) => (k === at ? entry + step : entry)) };
        other.arrays = new Map([...this.arrays].map(([key, each]) => [key, each === array ? moved : each]));
        other.known = new Map();
        other.moved = new Map();
        other.depth = this.depth + 1;
        this.moved.set(label, other);
      }
      return this.moved.get(label);
    }
  }

  const WORDS = new Set(["I", "π", "δ", "d", "Σ", "sum", "D"].map(keyOf));
  const NO_INDICES = new Map();

  /* whether the value depends on where the indices stand; kept for each part, as each is asked for at each level */
  const moving = new WeakMap();
  const moves = (tree) => {
    if (tree === null || typeof tree !== "object") return false;
    if (!moving.has(tree)) moving.set(tree, ["entry", "delta", "derivative"].includes(tree.type) || Object.values(tree).some(moves));
    return moving.get(tree);
  };

  /* indices: where each index stands, from 1 */
  function value(tree, point, indices = NO_INDICES) {
    if ((point.work.left -= 1) < 0) throw new Unreadable("this is too long to be worked out here");
    if (moves(tree)) return worked(tree, point, indices);
    if (!point.known.has(tree)) point.known.set(tree, worked(tree, point, indices));
    return point.known.get(tree);
  }

  function worked(tree, point, indices) {
    const of = (part) => value(part, point, indices);
    switch (tree.type) {
      case "number": return number(tree.value);
      case "name": return named(tree.key, point);
      case "sum": return tree.terms.map((term) => signed(term.sign, of(term.of), point)).reduce((a, b) => entrywise(a, b, (x, y) => x + y));
      case "product": return joined(tree, of, point);
      case "power": return entrywise({ ...of(tree.of), eye: false }, number(tree.exponent), (x, y) => x ** y);
      case "transpose": return isOne(tree.of) ? number(1, { wide: true }) : transposed(of(tree.of));
      case "inverse": return inverse(of(tree.of));
      case "call": return called(tree.name, tree.order, tree.args.map(of), tree.axis, point.functions[tree.name]);
      case "norm": return called(tree.low === "1" ? "norm1" : "norm", 0, [of(tree.of)]);
      case "inner": return called("dot", 0, [of(tree.left), of(tree.right)]);
      case "rows": return literal(tree, tree.rows.map((row) => row.map(of)));
      case "gradient": return gradient(tree.of, point);
      case "delta": return number(Number(position(tree.places[0], point, indices) === position(tree.places[1], point, indices)));
      case "entry": return entry(isOne(tree.of) ? number(1, { tall: true, wide: true }) : of(tree.of), tree.places, point, indices);
      case "summed": return summed(tree, point, indices);
      default: return derivative(tree, point, indices);
    }
  }

  function signed(sign, array, point) {
    for (const each of array.at) point.work.scale = Math.max(point.work.scale, Math.abs(each));
    return sign < 0 ? { ...array, at: array.at.map((each) => -each) } : array;
  }

  function named(key, point) {
    if (point.arrays.has(key)) return point.arrays.get(key);
    if (point.lengths.has(key)) return number(point.lengths.get(key));
    if (key === IDENTITY) return number(1, { eye: true });
    if (key === PI) return number(Math.PI);
    throw new Unreadable("a sign stands alone that is no array here");
  }

  function gradient(key, point) {
    const name = point.gradientAt(key);
    if (!point.arrays.has(name)) throw new Unreadable("this gradient is not known here");
    return point.arrays.get(name);
  }

  /* 1 beside an array: as many ones as are needed */
  const isOne = (tree) => tree.type === "number" && tree.value === 1;

  function joined(tree, of, point) {
    const left = of(tree.left), right = of(tree.right);
    if (left.eye && !right.eye && tree.operator === "over" && isPlain(right)) return product(left, mapped(right, (entry) => 1 / entry));
    if (Boolean(left.eye) !== Boolean(right.eye) && isPlain(left) && isPlain(right) && tree.operator !== "over" && tree.operator !== "kron") return product(left, right);
    if (tree.operator === "dot" && ![left, right].some((array) => isNumber(array))) return multiplied(tree, left, right, point); // a matrix product
    switch (tree.operator) {
      case "entrywise": return entrywise(left, right, (x, y) => x * y);
      case "dot": return entrywise(left, isOne(tree.right) ? { ...right, tall: true } : right, (x, y) => x * y);
      case "hadamard": return entrywise(left, right, (x, y) => x * y, true);
      case "over": return entrywise(left, right, (x, y) => x / y);
      case "kron": return kron(sized(bold(tree.left, left), tree, "left", point), sized(bold(tree.right, right), tree, "right", point));
      default: return multiplied(tree, isOne(tree.left) && !isConstant(tree.right) ? { ...left, tall: right.rows === 1 } : left, bold(tree.right, right), point);
    }
  }

  const isConstant = (tree) => tree.type === "number";
  const bold = (tree, array) => (isOne(tree) ? { ...array, tall: true } : array);

  /* as many ones as the answer has to mean, which alone stands nowhere: the page tries its lengths */
  const sized = (array, tree, side, point) => filled(
    array.tall ? point.guessed.size(tree, `${side} rows`, point) : array.rows,
    array.wide ? point.guessed.size(tree, `${side} cols`, point) : array.cols,
    (i, j) => entryAt(array, i, j),
  );

  function multiplied(tree, left, right, point) {
    if (!left.wide || !right.tall) return product(left, right);
    const rows = sized({ ...right, wide: false }, tree, "inner", point);
    return product(left, { ...rows, wide: right.wide });
  }

  /* [1 -2; 3 4], [[1, -2], [3, 4]], and blocks such as [W b] */
  function literal(tree, rows) {
    const [first] = tree.rows;
    const isNested = tree.rows.length === 1 && first.every((cell) => cell.type === "rows");
    const lines = isNested ? rows[0] : rows.map((row) => called("hstack", 0, row));
    return called("vstack", 0, lines);
  }

  const amount = (terms, point, indices) => terms.reduce((sum, { sign, factors }) => sum + sign * factors.reduce((all, factor) => {
    const size = sizeOf(factor, point, indices);
    if (size !== undefined) return all * size;
    const letters = [...factor].map((letter) => sizeOf(letter, point, indices)); // s i + k
    if (letters.includes(undefined)) throw new Unreadable(`the index ${factor} is neither summed nor free`);
    return letters.reduce((product, each) => product * each, all);
  }, 1), 0);
  const sizeOf = (factor, point, indices) => (/^[0-9]+$/u.test(factor) ? Number(factor) : indices.get(factor) ?? point.lengths.get(keyOf(factor)));

  const position = (place, point, indices) => amount(place.at, point, indices);

  /* an entry, 0 beyond an axis; with spans a block */
  function entry(array, places, point, indices) {
    if (places.some((each) => each.from)) return block(array, places, point, indices);
    const axes = [array.rows, array.cols].filter((length) => length > 1);
    if (places.length === 0 || places.length > 2 || places.length < axes.length) throw new Unreadable("an entry needs an index for each axis");
    const stretched = [array.tall, array.wide];
    const at = places.map((each, k) => (stretched[places.length === 2 ? k : Number(Boolean(array.wide) && !array.tall)] ? 1 : position(each, point, indices)));
    const [i, j] = at.length === 2 ? at : array.rows > 1 ? [at[0], 1] : [1, at[0]];
    return number(i < 1 || j < 1 || i > array.rows || j > array.cols ? 0 : array.at[(i - 1) * array.cols + j - 1]);
  }

  function block(array, places, point, indices) {
    const span = (each, length) => {
      if (each === undefined) return [0, length];
      if (each.at) return [position(each, point, indices) - 1, position(each, point, indices)];
      const from = amount(each.from, point, indices) - Number(Boolean(each.isCounted) && each.from.length > 0);
      return [from, each.to.length ? amount(each.to, point, indices) : length];
    };
    const [top, bottom] = span(places[0], array.rows), [left, right] = span(places[1], array.cols);
    return filled(bottom - top, right - left, (i, j) => array.at[(top + i) * array.cols + left + j]);
  }

  function summed(tree, point, indices) {
    const ranges = tree.indices.map((index) => rangeOf(index, tree.of, point));
    if (tree.top && value(tree.top, point, indices).at[0] !== ranges[0]) throw new Unreadable(`${tree.indices[0]} runs to another length here`);
    let total = null;
    const run = (at, inside) => {
      if (at === tree.indices.length) {
        const term = signed(1, value(tree.of, point, inside), point);
        total = total === null ? term : entrywise(total, term, (x, y) => x + y);
        return;
      }
      for (let k = 1; k <= ranges[at]; k += 1) run(at + 1, new Map(inside).set(tree.indices[at], k));
    };
    run(0, indices);
    return total;
  }

  /* how far an index runs: as the axis on which it stands; else as the page says of that letter */
  function rangeOf(index, tree, point) {
    const isPlace = (each) => each.at.length === 1 && each.at[0].sign === 1 && each.at[0].factors.join() === index;
    const placeIn = ({ places }) => (places.some((each) => each.from) ? -1 : places.findIndex(isPlace));
    const look = (part) => {
      if (part === null || typeof part !== "object") return null;
      if (part.type === "entry" && placeIn(part) >= 0) return part;
      return Object.values(part).reduce((first, each) => first ?? look(each), null);
    };
    const found = look(tree);
    const range = found ? lengthAt(value(found.of, point, new Map([[index, 1]])), placeIn(found), found.places.length) : point.ranges?.[index];
    if (!range) throw new Unreadable(`nothing says how far ${index} runs`);
    return range;
  }

  const lengthAt = (array, at, places) => (places === 2 ? [array.rows, array.cols][at] : Math.max(array.rows, array.cols));

  /* a derivative by an entry of a named array, by differences; a defined array follows its own equation alone */
  function derivative(tree, point, indices) {
    const by = tree.by.type === "entry" ? tree.by : { of: tree.by, places: [] };
    const array = by.of.type === "name" ? point.arrays.get(by.of.key) : undefined;
    if (!array) throw new Unreadable("a derivative is taken by an entry of an array");
    if (tree.of.type === "name" && point.nameOf(tree.of.key) === point.output) return by.places.length ? entry(gradient(by.of.key, point), by.places, point, indices) : gradient(by.of.key, point);
    if (!by.places.length && !isNumber(array)) throw new Unreadable("a Jacobian can not be judged here: write its entries");
    const at = by.places.length ? by.places.map((each) => position(each, point, indices)) : [1];
    if (point.depth === MOST_DERIVATIVES) throw new Unreadable("derivatives of derivatives of derivatives are not worked out here");
    const flat = at.length === 2 ? (at[0] - 1) * array.cols + at[1] - 1 : at[0] - 1;
    const moved = (step) => followed(tree.of, point.with(array, flat, step), point, array, indices);
    const difference = (h) => entrywise(moved(h), moved(-h), (x, y) => x - y);
    return entrywise(difference(STEP), difference(2 * STEP), (near, far) => (8 * near - far) / (12 * STEP));
  }

  function followed(of, there, here, array, indices) {
    const base = of.type === "entry" ? of.of : of;
    const symbol = base.type === "name" ? here.arrays.get(base.key) : undefined;
    const definition = symbol !== array ? here.definitions.get(symbol) : undefined;
    if (!definition) return value(of, there, indices);
    const body = (definition.tree ??= answers.read(definition.body, here, false));
    if (!definition.places) return of.type === "entry" ? entry(value(body, there, NO_INDICES), of.places, there, indices) : value(body, there, NO_INDICES);
    const inside = new Map(definition.places.map((name, k) => [name, position(of.places[k], here, indices)]));
    return value(body, there, inside);
  }

  /* lengths that an answer leaves open, each one of those of the page: all choices in turn, the first of which is right */
  class Guesses {
    /* lengths: their names */
    constructor(lengths) {
      this.lengths = lengths;
      this.open = new Map();
      this.tried = 0;
    }

    size(tree, side, point) {
      const sides = this.open.get(tree) ?? {};
      sides[side] ??= 0;
      this.open.set(tree, sides);
      if (!this.lengths.length) throw new Unreadable("nothing says how many ones there are: write ones(n) or ones(m, n)");
      return point.lengths.get(this.lengths[sides[side]]);
    }

    /* whether there is another choice, which is then made */
    next() {
      if ((this.tried += 1) > MOST_GUESSES) return false;
      for (const sides of this.open.values()) {
        for (const side of Object.keys(sides)) {
          if ((sides[side] += 1) < this.lengths.length) return true;
          sides[side] = 0;
        }
      }
      return false;
    }
  }

  Object.assign(answers, { Point, value, Guesses });
})();
