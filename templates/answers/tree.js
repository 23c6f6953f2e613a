"use strict";
(() => {
  /* tokens made into a tree. A run of factors is read from left to right, as in Python; what stands side by side is
     a product that holds together more tightly, as on paper, where `tight` says so */

  const STARTS = new Set(["number", "name", "(", "{", "[", "fraction", "√", "‖", "|", "⟨", "∂", "∇", "sum"]);
  const OPERATORS = new Set(["entrywise", "over", "matrix", "kron"]);
  const PAPER = new Set(["⊙", "∘", ".*"]); // nothing stretches on paper
  const SUM = answers.keyOf("Σ"), SUM_WORD = answers.keyOf("sum"), DERIVATIVE = answers.keyOf("D");
  const IDENTITY = answers.keyOf("I");
  /* 1 where a bracket opens, -1 where one closes */
  const deeper = (kind) => Number("([{".includes(kind)) - Number(")]}".includes(kind));
  const DELTAS = new Set([answers.keyOf("δ"), answers.keyOf("d")]);

  /* names: what names stand for, such as isArray(key) and functionOf(key) of a point */
  class Reader {
    constructor(typed, names, tight) {
      const { text, found } = answers.tokens(typed, names.isKnown);
      Object.assign(this, { text, found, names, tight, at: 0, closing: [] });
    }

    get next() { return this.found[this.at] ?? this.found.at(-1); }

    take(...kinds) {
      return kinds.includes(this.next.kind) ? this.found[this.at++] : null;
    }

    need(kind) {
      return this.take(kind) ?? this.fail(`${kind} is missing`);
    }

    fail(message) {
      throw new answers.Unreadable(message, this.text.slice(this.next.start));
    }

    whole() {
      let depth = 0;
      const equals = this.found.findIndex(({ kind }) => {
        depth += deeper(kind);
        return kind === "=" && depth === 0;
      });
      if (equals >= 0) this.at = equals + 1; // the left side says nothing new
      const tree = this.sum();
      return this.next.kind === "end" ? tree : this.fail("this can not be read");
    }

    sum() {
      const terms = [];
      let sign = this.take("minus") ? -1 : (this.take("plus"), 1);
      for (;;) {
        terms.push({ sign, of: this.run() });
        const operator = this.take("plus", "minus");
        if (!operator) return terms.length === 1 && sign === 1 ? terms[0].of : { type: "sum", terms };
        sign = operator.kind === "minus" ? -1 : 1;
      }
    }

    run() {
      const factors = [{ operator: "", of: this.factor() }];
      for (;;) {
        const sign = this.take(...OPERATORS);
        const operator = sign && (sign.text === "·" ? "dot" : PAPER.has(sign.text) ? "hadamard" : sign.kind);
        if (operator) factors.push({ operator, of: this.factor() });
        else if (STARTS.has(this.next.kind) && this.next.kind !== this.closing.at(-1)) factors.push({ operator: "beside", of: this.factor() });
        else break;
      }
      const joined = (left, right) => ({ ...left, of: { type: "product", operator: right.operator, left: left.of, right: right.of } });
      const beside = (done, factor) => (factor.operator === "beside" ? [...done.slice(0, -1), joined(done.at(-1), factor)] : [...done, factor]);
      return (this.tight ? factors.reduce(beside, []) : factors).reduce(joined).of;
    }

    factor() {
      if (this.take("minus")) return { type: "sum", terms: [{ sign: -1, of: this.factor() }] };
      return this.postfix(this.atom());
    }

    postfix(of) {
      for (;;) {
        const token = this.take("transpose", "inverse", "inverse transpose", "high", "primes", "low", "power", ...this.places());
        if (!token) return of;
        if (token.kind === "primes") for (let k = 0; k < token.value; k += 1) of = { type: "transpose", of };
        else if (token.kind === "transpose") of = { type: "transpose", of };
        else if (token.kind === "inverse") of = { type: "inverse", of };
        else if (token.kind === "inverse transpose") of = { type: "transpose", of: { type: "inverse", of } };
        else if (token.kind === "high") of = { type: "power", of, exponent: token.value };
        else if (token.kind === "power") of = { type: "power", of, exponent: this.exponent() };
        else if (token.kind === "low" && of.type === "norm") of = { ...of, low: answers.below(token.text).join("") };
        else if (token.kind === "low" && ["inverse", "power"].includes(of.type) && of.of.type === "norm") of = { ...of, of: { ...of.of, low: answers.below(token.text).join("") } };
        else {
          const places = token.kind === "low" ? this.placesBelow(token) : this.placesInBrackets();
          of = of.type === "name" && of.key === IDENTITY && !this.names.isArray(IDENTITY) ? this.identity(places) : { type: "entry", of, places };
        }
      }
    }

    /* I_li is an entry, I_n the whole with n rows */
    identity(places) {
      if (places.length === 2) return { type: "delta", places };
      const key = answers.keyOf(places[0].at?.[0].factors.join("") ?? "");
      return this.names.isLength(key) ? { type: "call", name: "eye", order: 0, args: [{ type: "name", key }], axis: null } : this.fail("I is written with its length or with two indices");
    }

    /* a bracket right behind an array has places in it; behind a space it is an array of its own */
    places() {
      return this.next.kind === "[" && this.next.start === this.found[this.at - 1].end ? ["["] : [];
    }

    exponent() {
      const close = this.take("(", "{");
      this.take("entrywise"); // x^{∘2}
      const sign = this.take("minus") ? -1 : 1;
      let value = this.need("number").value;
      if (close && this.take("over")) value /= this.need("number").value;
      if (close) this.need({ "(": ")", "{": "}" }[close.kind]);
      return sign * value;
    }

    placesBelow(token) {
      const pieces = answers.below(token.text);
      return pieces.flatMap((piece) => (pieces.length === 1 && /^[^+\-*:]+$/u.test(piece) ? piece.match(/[^0-9][0-9]*|[0-9]+/gu) ?? [] : [piece])).map((piece) => ({ ...place(piece), isCounted: true }));
    }

    placesInBrackets() {
      const start = this.next.start;
      while (!["]", "end"].includes(this.next.kind)) this.at += 1;
      const inside = this.text.slice(start, this.next.start);
      this.need("]");
      return inside.split(",").map(place);
    }

    atom() {
      const token = this.next;
      this.at += 1;
      switch (token.kind) {
        case "number": return { type: "number", value: token.value };
        case "name": return this.named(token);
        case "(": return this.enclosed(")", (of) => of);
        case "{": return this.enclosed("}", (of) => of);
        case "fraction": return this.fraction();
        case "√": return { type: "call", name: "sqrt", order: 0, args: [this.postfixless()] };
        case "‖": return this.norm();
        case "|": return this.enclosed("|", (of) => ({ type: "call", name: "abs", order: 0, args: [of] }));
        case "⟨": return this.inner();
        case "[": return this.rows();
        case "∂": return this.derivative();
        case "∇": return this.nabla();
        case "sum": return this.summed(this.indices());
        default:
          this.at -= 1;
          return this.fail(token.kind === "end" ? "something is missing at the end" : "this can not be read");
      }
    }

    postfixless() {
      const of = this.atom();
      return of.type === "name" && this.next.kind === "low" ? this.postfix(of) : of;
    }

    enclosed(end, made) {
      this.closing.push(end);
      const of = this.sum();
      this.closing.pop();
      this.need(end);
      return made(of);
    }

    fraction() {
      const isDerivative = this.found[this.at + 1]?.kind === "∂";
      if (!isDerivative) return { type: "product", operator: "over", left: this.atom(), right: this.atom() };
      const part = () => {
        this.need("{");
        this.need("∂");
        const of = this.next.kind === "}" ? null : this.postfix(this.atom());
        this.need("}");
        return of;
      };
      const of = part(), by = part();
      return { type: "derivative", of: of ?? this.postfix(this.atom()), by };
    }

    norm() {
      return this.enclosed("‖", (of) => ({ type: "norm", of, low: "" }));
    }

    inner() {
      const left = this.sum();
      this.need(",");
      return this.enclosed("⟩", (right) => ({ type: "inner", left, right }));
    }

    rows() {
      const [one, equals, other, end] = this.found.slice(this.at, this.at + 4);
      if (one.kind === "name" && equals?.kind === "=" && end?.kind === "]") { // [i=j] is 1 where i is j
        this.at += 4;
        return { type: "delta", places: [place(one.text), place(other.text)] };
      }
      const rows = [[this.cell()]];
      for (;;) {
        if (this.take("]")) return { type: "rows", rows };
        if (this.take(";")) rows.push([this.cell()]);
        else {
          this.take(",");
          rows.at(-1).push(this.cell());
        }
      }
    }

    cell() {
      if (this.next.kind === "[") return this.factor();
      const sign = this.take("minus") ? -1 : 1;
      let of = this.postfix(this.atom());
      if (this.take("over")) of = { type: "product", operator: "over", left: of, right: this.postfix(this.atom()) };
      return sign < 0 ? { type: "sum", terms: [{ sign, of }] } : of;
    }

    named(token) {
      const { key } = token;
      const isDelta = DELTAS.has(key) && (this.next.kind === "low" || this.places().length > 0);
      const isDerivative = key === DERIVATIVE && this.next.kind === "(" && this.hasComma();
      if (this.names.isArray(key) && !isDerivative && !(isDelta && this.names.isScalar(key))) return { type: "name", key };
      if ((key === SUM || key === SUM_WORD) && (this.next.kind === "low" || (key === SUM_WORD && this.next.kind === "name"))) return this.summed(this.indices());
      if (isDelta) {
        const low = this.take("low") ?? this.need("[");
        return { type: "delta", places: low.kind === "low" ? this.placesBelow(low) : this.placesInBrackets() };
      }
      if (isDerivative) {
        this.need("(");
        const of = this.sum();
        this.need(",");
        return this.enclosed(")", (by) => ({ type: "derivative", of, by }));
      }
      const name = this.names.functionOf(key);
      if (name) {
        const order = this.take("primes")?.value ?? 0;
        if (this.next.kind === "(") return this.call(name, order);
        if (this.next.kind === "|") return { type: "call", name, order, args: [this.atom()] };
      }
      if (token.isKnown && !name) return { type: "name", key };
      this.at -= 1;
      return this.fail(name ? "the brackets of a function are missing" : `${token.text.normalize("NFC")} is not known here`);
    }

    /* whether the bracket that opens here holds two things */
    hasComma() {
      let depth = 0;
      for (let at = this.at; at < this.found.length; at += 1) {
        const { kind } = this.found[at];
        depth += deeper(kind);
        if (depth === 0) return false;
        if (depth === 1 && kind === ",") return true;
      }
      return false;
    }

    call(name, order) {
      this.need("(");
      const args = [];
      let axis = null;
      this.closing.push(")");
      do {
        const isAxis = this.next.kind === "name" && this.next.text === "axis" && this.found[this.at + 1].kind === "=";
        if (isAxis) {
          this.at += 2;
          axis = (this.take("name") ?? this.need("number")).value ?? null; // axis=None
        } else args.push(this.sum());
      } while (this.take(","));
      this.closing.pop();
      this.need(")");
      return { type: "call", name, order, args, axis };
    }

    indices() {
      const low = this.take("low");
      const letters = (text) => text.replace(/=.*/u, "").match(/[^0-9][0-9]*/gu) ?? [];
      if (low) return answers.below(low.text).flatMap(letters);
      const found = [];
      while (this.next.kind === "name" && !this.take(":")) {
        found.push(...letters(this.take("name").text));
        this.take(",");
      }
      this.take(":");
      return found.length ? found : this.fail("a sum needs its index, Σ_i");
    }

    summed(indices) {
      const top = this.take("power") ? this.atom() : null;
      return { type: "summed", indices, top, of: this.run() };
    }

    derivative() {
      const of = this.postfix(this.atom());
      this.need("over");
      this.need("∂");
      return { type: "derivative", of, by: this.postfix(this.atom()) };
    }

    nabla() {
      let low = this.need("low").text;
      while (this.next.kind === "low") low += this.take("low").text; // ∇_a_next
      low = low.replace(/^_/u, "").replace(/^\{|\}$/gu, "");
      this.need("name");
      return { type: "gradient", of: answers.keyOf(low) };
    }
  }

  /* i, i+k-1, 2*i, 0:n: the ends of a span, each a sum of products; of a single place both are the same */
  function place(text) {
    const [first, second] = text.split(":");
    const terms = (piece) => [...piece.replace(/\s/gu, "").replace(/−/gu, "-").matchAll(/([+-]?)([^+-]+)/gu)].map(([, sign, product]) => ({
      sign: sign === "-" ? -1 : 1,
      factors: product.split("*").flatMap((factor) => factor.match(/[0-9]+|[^0-9]+[0-9]*/gu) ?? []),
    }));
    return second === undefined ? { at: terms(first) } : { from: terms(first), to: terms(second) };
  }

  const read = (typed, names, tight) => new Reader(typed, names, tight).whole();

  Object.assign(answers, { read });
})();
