"use strict";
const answers = {};
(() => {
  /* names: x̄ and grad_x, W₁ and W_1, a⁽ᵏ⁺¹⁾ and a^{(k+1)}, σ and sigma are one name each */

  const zipped = (from, to) => new Map([...from].map((letter, at) => [letter, to[at]]));
  const LOW = zipped("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", "0123456789+-aehijklmnoprstuvxβγρφχ");
  const HIGH = zipped("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂ",
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRUVW");
  const GREEK = new Map(Object.entries({
    alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", eta: "η", theta: "θ", iota: "ι",
    kappa: "κ", lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", upsilon: "υ",
    phi: "φ", chi: "χ", psi: "ψ", omega: "ω", Gamma: "Γ", Delta: "Δ", Theta: "Θ", Lambda: "Λ", Xi: "Ξ", Pi: "Π",
    Sigma: "Σ", Upsilon: "Υ", Phi: "Φ", Psi: "Ψ", Omega: "Ω",
  }));
  const lowered = (text) => [...text].map((letter) => LOW.get(letter) ?? letter).join("");
  const raised = (text) => [...text].map((letter) => HIGH.get(letter) ?? letter).join("");
  const lettered = (word) => GREEK.get(word) ?? word;

  const MARKS = { "\u0302": "hat", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot" };
  const BARS = /[\u0304\u0305]/gu;
  const HEAD = /(?:[A-Za-z][\u0302-\u0305\u0307\u0308]*)+[0-9]*|[Α-ω][\u0302-\u0305\u0307\u0308]*[0-9]*/uy;
  const LAYER = /⁽[^⁾]*⁾|\^\{?\([^(){}]*\)\}?|\^\{?\[[^[\]{}]*\]\}?/uy;
  const BELOW = /_\{(?:[^{}]|\{[^{}]*\})*\}|_[A-Za-z0-9]+|_[Α-ω]|[₀-₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ]+/uy;

  const matched = (pattern, text, at) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  };

  function below(piece) {
    const inside = lowered(piece).replace(/^_|(?<=[A-Za-zΑ-ω])_(?=\{?[0-9])|[{}\s]/gu, "");
    return inside.replace(/−/gu, "-").split(",");
  }

  function joined(head, pieces, layer) {
    let bar = BARS.test(head);
    BARS.lastIndex = 0;
    let accent = Object.keys(MARKS).filter((mark) => head.includes(mark)).map((mark) => MARKS[mark]).join("");
    let base = head.replace(/[\u0302-\u0308]/gu, "");
    let subscripts = [...pieces];
    if (base === "grad" && subscripts.length) {
      bar = true;
      base = subscripts.shift();
    }
    const numbered = /^(.*?[^0-9])([0-9]+)$/u.exec(base);
    if (numbered) {
      base = numbered[1];
      subscripts.unshift(numbered[2]);
    }
    const last = subscripts.at(-1);
    if (last === "hat" || last === "tilde") accent = subscripts.pop();
    if (last === "bar") {
      bar = true;
      subscripts.pop();
    }
    return [bar ? "bar" : "", lettered(base), accent, subscripts.map(lettered).join(","), layer].join("|");
  }

  /* every way to end a name that begins here, the longest first: where it ends, and its one spelling */
  function namesAt(text, at) {
    const head = matched(HEAD, text, at);
    if (!head) return [];
    const found = [];
    let end = at + head.length, pieces = [], layer = "", before = [], low = "";
    const note = () => {
      found.unshift({ end, key: joined(head, pieces, layer) });
      const barred = /^(.+?)bar$/u.exec(head);
      if (barred) found.unshift({ end, key: joined(`${barred[1]}\u0304`, pieces, layer) });
    };
    note();
    for (;;) {
      const sub = matched(BELOW, text, end);
      const high = sub || layer ? "" : matched(LAYER, text, end);
      if (!sub && !high) return found;
      end += sub.length + high.length;
      if (sub) [before, low, pieces] = [pieces, sub, [...pieces, ...below(sub)]];
      else {
        layer = raised(high).replace(/[\s^{}()[\]]/gu, "").replace(/−/gu, "-");
        if (low) found.unshift({ end, key: joined(head, before, layer), low }); // W_{ij}^{(k)}
      }
      note();
    }
  }

  /* the one spelling of a text that is nothing but a name; null of any other */
  function keyOf(text) {
    const plain = text.normalize("NFD");
    return namesAt(plain, 0).find((each) => each.end === plain.length)?.key ?? null;
  }

  Object.assign(answers, { namesAt, keyOf, below, raised, matched, lettered, BELOW });
})();
