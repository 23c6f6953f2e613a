"use strict";
(() => {
  /* one spelling of trees that differ in their looks alone: in the order of terms, and of factors that commute */

  const COMMUTING = new Set(["entrywise", "hadamard", "dot", "over"]); // a divisor is a factor with the power -1

  /* point: knows the names of an array. isEntry: whether all factors are numbers */
  function canonical(tree, point, isEntry) {
    const spelled = (part, dummies) => written(terms(part, dummies));
    const written = (list) => [...list].map(({ factor, pieces }) => `${Number(factor.toPrecision(12))} ${pieces}`).sort().join(" + ");
    const scaled = (list, by) => list.map((term) => ({ ...term, factor: term.factor * by }));
    const isNumber = (list) => list.length === 1 && list[0].pieces === "";
    const alone = (pieces) => [{ factor: 1, pieces }];
    const kindOf = (operator) => (isEntry || COMMUTING.has(operator) ? "⊙" : operator === "kron" ? "kron" : "");

    /* a sum of numbers times what is no number */
    function terms(part, dummies) {
      switch (part.type) {
        case "number": return [{ factor: part.value, pieces: "" }];
        case "sum": return part.terms.flatMap(({ sign, of }) => scaled(terms(of, dummies), sign));
        case "product": return product(part, dummies);
        default: return alone(other(part, dummies));
      }
    }

    function product(part, dummies) {
      const kind = kindOf(part.operator);
      let factor = 1;
      const pieces = [];
      const add = (each, power) => {
        if (each.type === "product" && each.operator !== "kron" && kindOf(each.operator) === kind) {
          add(each.left, power);
          add(each.right, each.operator === "over" ? -power : power);
          return;
        }
        const list = terms(each, dummies);
        if (list.length === 1) factor *= list[0].factor ** power;
        if (isNumber(list)) return;
        const bare = list.length === 1 ? list[0].pieces : `(${written(list)})`;
        pieces.push(power < 0 ? `(${bare})^-1` : bare);
      };
      add(part.left, 1);
      add(part.right, part.operator === "over" ? -1 : 1);
      if (kind === "⊙") pieces.sort();
      return [{ factor, pieces: pieces.length > 1 ? `(${pieces.join(` ${kind} `)})` : pieces.join("") }];
    }

    function other(part, dummies) {
      const of = (each) => spelled(each, dummies);
      const place = (each) => JSON.stringify(each, (key, value) => (typeof value === "string" ? dummies.get(value) ?? value : key === "isCounted" ? undefined : value));
      switch (part.type) {
        case "name": return point.nameOf(part.key);
        case "gradient": return point.gradientAt(part.of);
        case "inverse": return `(${of(part.of)})^-1`;
        case "power": return `(${of(part.of)})^${part.exponent}`;
        case "entry": return `${of(part.of)}[${part.places.map(place)}]`;
        case "delta": return `δ[${part.places.map(place).sort()}]`;
        case "derivative": {
          const by = part.by.type === "entry" ? part.by : { of: part.by, places: [] };
          const gradient = { type: "name", key: point.gradientAt(by.of.key) };
          const isGradient = part.of.type === "name" && point.nameOf(part.of.key) === point.output && by.of.type === "name";
          if (isGradient) return other(by.places.length ? { type: "entry", of: gradient, places: by.places } : gradient, dummies);
          return `∂(${of(part.of)})/∂(${of(part.by)})`;
        }
        case "summed": {
          const inside = new Map(dummies);
          part.indices.forEach((index) => inside.set(index, `#${inside.size}`));
          return `Σ${part.indices.length}(${spelled(part.of, inside)})`;
        }
        case "rows": return `[${part.rows.map((row) => row.map(of))}]`;
        case "call": return `${part.name} ${part.order} ${part.axis ?? ""}(${part.args.map(of)})`;
        case "inner": return `⟨${of(part.left)}, ${of(part.right)}⟩`;
        default: return `${part.type} ${part.low ?? ""}(${of(part.of)})`;
      }
    }

    return spelled(tree, new Map());
  }

  Object.assign(answers, { canonical });
})();
