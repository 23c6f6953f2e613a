"use strict";
(() => {
  /* what is said of an answer: its value is compared at points of two sizes, each length being another one */

  const { canonical, Guesses, Misfit, Unreadable, fitted, isNumber, keyOf, read, value, words } = answers;
  const TOLERANCE = 1e-7; // numbers in a page have eleven digits
  const MOST_CHARACTERS = 2000;
  const SAID = { right: 4, told: 3, asked: 3, value: 2, shape: 1, unreadable: 0 };

  const mixed = (list, weight) => list.reduce((sum, each, k) => sum + each * weight(k + 1), 0);
  /* two weighted sums and the largest entry: what a page has of a right value */
  const digest = (list) => [mixed(list, Math.sin), mixed(list, (k) => Math.cos(2.3 * k)), Math.max(0, ...list.map(Math.abs))];

  function agrees(list, [sine, cosine, largest], scale) {
    const [one, other] = digest(list);
    const size = Math.max(largest, Math.min(scale, 100 * Math.max(largest, 1e-3)), 1e-9);
    const error = TOLERANCE * list.length * size;
    return Math.abs(one - sine) <= error && Math.abs(other - cosine) <= error;
  }

  class Wrong extends Error {
    constructor(kind, message) {
      super(message);
      this.kind = kind;
    }
  }

  /* m × n for two numbers of rows and columns at each point */
  function shape(page, sides) {
    const side = (at) => {
      const sizes = sides.map((each) => each[at]);
      const named = page.lengths.find(([, lengths]) => lengths.every((length, k) => length === sizes[k]));
      return sizes.every((size) => size === 1) ? "1" : named ? named[0] : sizes[0];
    };
    return sides.every(([rows, cols]) => rows === 1 && cols === 1) ? "scalar" : `${side(0)} × ${side(1)}`;
  }

  /* a sentence about shapes at one point with the lengths by their names */
  function withNames(said, page, at) {
    return said.replace(/\d+(?= ×)|(?<=× )\d+/gu, (size) => page.lengths.find(([, lengths]) => lengths[at] === Number(size))?.[0] ?? size);
  }

  /* the entries of what is typed at one point, in the order of the right ones */
  function entries(tree, answer, point, at) {
    if (!answer.free) {
      const found = value(tree, point);
      const [rows, cols] = answer.sides[at];
      const isRow = tree.type === "rows" && cols === 1 && found.rows === 1 && found.cols === rows;
      const isConstant = (part) => part.type === "number" && [0, 1].includes(part.value); // 0 and 1 are arrays of them, too
      const constant = (isConstant(tree) || (tree.operator === "over" && isConstant(tree.left))) && { ...found, tall: found.rows === 1, wide: found.cols === 1 };
      const whole = isRow ? found : fitted(constant || found, rows, cols);
      return { found, list: whole && [...whole.at] };
    }
    const list = [];
    const run = (k, indices) => {
      if (k === answer.free.length) {
        const found = value(tree, point, indices);
        if (!isNumber(found)) throw new Wrong("shape", `This is an array of ${words(found)} numbers here, and one entry is asked for: write it with the indices ${answer.free.join(", ")}`);
        list.push(found.at[0]);
        return;
      }
      for (let place = 1; place <= answer.ranges[answer.free[k]][at]; place += 1) run(k + 1, new Map(indices).set(answer.free[k], place));
    };
    run(0, new Map());
    return { list };
  }

  /* the one spelling of a text that the page knows, typed as in Python; null where it can not be read here */
  function spelled(text, point, isEntry) {
    try {
      return canonical(read(text, point, false), point, isEntry);
    } catch {
      return null;
    }
  }

  const arrayIn = (tree) => (tree.type === "entry" ? arrayIn(tree.of) : tree.type === "name" ? tree.key : undefined);

  /* the names in a tree: the gradient ∂E/∂x is x̄, any other derivative y by x */
  function names(tree, point) {
    if (tree === null || typeof tree !== "object") return [];
    const inside = Object.values(tree).flatMap((part) => names(part, point));
    switch (tree.type) {
      case "name": return [point.nameOf(tree.key)];
      case "gradient": return [point.gradientAt(tree.of)];
      case "derivative": {
        const [of, by] = [tree.of, tree.by].map((part) => point.nameOf(arrayIn(part)));
        return [of === point.output ? point.gradientAt(by) : `${of} by ${by}`, ...inside];
      }
      default: return inside;
    }
  }

  /* of ā, where ā⁽ᵏ⁺¹⁾ may be meant: how that is typed */
  function layered(key, asked, page) {
    const alike = (printed) => keyOf(printed)?.split("|").slice(0, 3).join() === key.split("|").slice(0, 3).join();
    const other = page.arrays.find(([name, , , printed]) => keyOf(name) !== key && !asked.has(keyOf(name)) && printed && alike(printed));
    return other ? `; ${other[3]} has its layer, and is typed ${other[0]}` : "";
  }

  /* what an answer may not speak of: what stands on the left of its line, and gradients that come after it */
  function withheld(answer, page) {
    const [first] = page.points;
    const gradients = Object.hasOwn(page.withheld ?? {}, answer.of) ? page.withheld[answer.of].map((name) => first.nameOf(keyOf(name))) : [];
    const left = answer.left ? names(read(answer.left, first, true), first).filter((name) => name.includes(" by ")) : [];
    return new Set([...gradients, ...left]);
  }

  /* throws what is wrong with the value of a tree */
  function compare(tree, answer, page, guesses) {
    const found = page.points.map((point, at) => {
      point.clear();
      point.guessed = guesses;
      point.ranges = Object.fromEntries(Object.entries(answer.ranges ?? {}).map(([name, sizes]) => [name, sizes[at]]));
      try {
        return entries(tree, answer, point, at);
      } catch (error) {
        throw error instanceof Misfit ? new Misfit(withNames(error.message, page, at)) : error;
      }
    });
    if (found.some((each) => !each.list)) {
      const sides = found.map(({ found: array }) => [array.rows, array.cols]);
      throw new Wrong("shape", `The shape is ${shape(page, sides)}, and ${shape(page, answer.sides)} is asked for`);
    }
    if (!found.every((each, at) => agrees(each.list, answer.values[at], page.points[at].work.scale))) {
      throw new Wrong("value", answer.free ? "The value is another one" : "The shape is right, and the value is not");
    }
  }

  /* throws what is wrong with a text, read in one way */
  function examine(text, answer, page, tight) {
    const [first] = page.points;
    const tree = read(text, first, tight);
    const asked = withheld(answer, page);
    const spokenOf = names(tree, first).find((key) => asked.has(key));
    if (spokenOf) throw new Wrong("asked", `This speaks of what is asked for, or of what comes after it: write it with what is found before${layered(spokenOf, asked, page)}`);
    const guesses = new Guesses([...first.lengths.keys()]);
    for (;;) {
      try {
        compare(tree, answer, page, guesses);
        break;
      } catch (error) {
        if (!(error instanceof Wrong || error instanceof Misfit) || !guesses.next()) throw error;
      }
    }
    const isEntry = Boolean(answer.free);
    const typed = canonical(tree, first, isEntry);
    const told = (text) => typed === spelled(text, first, isEntry);
    if (answer.told?.some(told) && !(answer.own && told(JSON.parse(atob(answer.own))))) {
      const asked = answer.rule ? `the line that the rule “${answer.rule}” gives` : "what comes of it in this place";
      throw new Wrong("told", `The value is right, and this line stands on the sheet already: what is asked for is ${asked}`);
    }
  }

  /* lengths by their names, or what is made of lengths: n + 1; in brackets or not */
  function lengths(text, page) {
    if (/^(?:a\s+)?(?:scalar|number)$/u.test(text.trim())) return page.points.map(() => [1, 1]);
    const bare = text.normalize("NFD").trim().replace(/^\(([^()]*)\)$|^\[([^[\]]*)\]$/u, "$1$2").replace(/,\s*$/u, "");
    const pieces = bare.split(/\s*(?:×|,|\bby\b|\\times|\*)\s*|\s+x\s+/u);
    const compact = pieces.length === 1 && /^([^\sx]+)x([^\sx]+)$/u.exec(pieces[0]);
    const sides = compact ? compact.slice(1) : pieces;
    return page.points.map((point) => sides.map((side) => value(read(side, point, true), point).at[0]));
  }

  function examineShape(text, answer, page) {
    const found = lengths(text, page);
    const column = (sizes, [, cols]) => (sizes.length === 1 && cols === 1 ? [...sizes, 1] : sizes); // m is m × 1
    const isRight = answer.lengths.every((wanted, at) => {
      const as = wanted.length === 1 && found[at].length === 2 ? [...wanted, 1] : wanted;
      return JSON.stringify(column(found[at], as)) === JSON.stringify(as);
    });
    if (!isRight) throw new Wrong("value", "Not yet");
  }

  /* { right, words } of what is typed */
  function judge(text, answer, page) {
    if (answer.texts) return answer.texts.includes(text) ? { right: true, words: "Right" } : { right: false, words: "Not yet" };
    if (text.length > MOST_CHARACTERS) return { right: false, words: `This can not be read here: it has ${text.length} characters, and an answer has ${MOST_CHARACTERS} at most` };
    if (page.arrays.length === 0 && answer.sides && /^[^[,]*,[^[]*$/u.test(text)) text = `[${text.trim().replace(/^\((.*)\)$/u, "$1")}]`; // numbers alone
    let worst = null;
    for (const tight of [true, false]) {
      try {
        (answer.lengths ? examineShape : examine)(text, answer, page, tight);
        return { right: true, words: "Right" };
      } catch (error) {
        const kind = error instanceof Wrong ? error.kind : error instanceof Misfit ? "shape" : "unreadable";
        const isSaid = kind !== "unreadable" || error instanceof Unreadable;
        const message = isSaid ? error.message : error instanceof RangeError ? "this is too deep to be read" : "this is no formula";
        if (worst === null || SAID[kind] > SAID[worst.kind]) worst = { kind, message };
      }
    }
    const { kind, message } = worst;
    return { right: false, words: kind === "unreadable" ? `This can not be read here: ${message}` : message[0].toUpperCase() + message.slice(1) };
  }

  const floats = (text) => [...new Float64Array(Uint8Array.from(atob(text), (letter) => letter.codePointAt(0)).buffer)];

  /* the data of a page, with its numbers read */
  function opened(page) {
    const points = page.points.map(({ sizes, numbers, functions }, at) => {
      const all = floats(numbers);
      let from = 0;
      const arrays = page.arrays.map(([name, rows, cols, ...printed]) => {
        const count = rows[at] * cols[at];
        from += count;
        return [name, rows[at], cols[at], all.slice(from - count, from), ...printed];
      });
      return { sizes, arrays, functions };
    });
    const whole = { ...page, points };
    return { ...page, points: points.map((_, at) => new answers.Point(whole, at)) };
  }

  Object.assign(answers, { judge, opened });
})();
