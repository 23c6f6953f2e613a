"use strict";
(() => {
  /* what is typed, cut into tokens; TeX is first written as it is typed without TeX */

  const WORDS = {
    odot: "⊙", oslash: "⊘", otimes: "⊗", circ: "∘", cdot: "·", times: "×", top: "ᵀ", intercal: "ᵀ", sum: "∑", partial: "∂", nabla: "∇",
    sqrt: "√", lVert: "‖", rVert: "‖", Vert: "‖", lvert: "|", rvert: "|", langle: "⟨", rangle: "⟩", prime: "′", lbrack: "[", rbrack: "]", varepsilon: "ε", varphi: "φ", vartheta: "θ", varrho: "ρ",
  };
  const TEX = [
    [/[\u{1D400}-\u{1D7FF}]/gu, (letter) => letter.normalize("NFKC")],
    [/\$|\.\s*$/gu, " "],
    [/⊺/gu, "ᵀ"],
    [/⨀/gu, "⊙"],
    [/∗/gu, "*"],
    [/\\begin\{[bp]matrix\}/gu, "["],
    [/\\end\{[bp]matrix\}/gu, "]"],
    [/&/gu, ","],
    [/\\\\/gu, ";"],
    [/\\_/gu, "_"],
    [/\s(?:where|\\text\s*\{\s*where\s*\})\s.*$/gsu, ""], // an entry beyond an axis counts as 0 anyway
    [/\\([A-Za-z]+)/gu, (whole, word) => (answers.lettered(word) === word ? whole : answers.lettered(word))],
    [/\\(?:left|right|big|Big|displaystyle|limits|quad|,|;|!|:)(?![A-Za-z])/gu, " "],
    [/\\(?:boldsymbol|mathbf|mathrm|bm)\s*\{?\s*1\s*\}?/gu, " 1 "],
    [/\\([A-Za-z]+)/gu, (whole, word) => (Object.hasOwn(WORDS, word) ? WORDS[word] : whole)], // before \bar makes a letter of what follows
    [/\^\s*\{\s*(′+)\s*\}|\^\s*(′+)/gu, "$1$2"],
    [/\\(?:boldsymbol|mathbf|mathrm|operatorname|text|bm)\s*\{([^{}]*)\}/gu, "$1"],
    [/\\(?:boldsymbol|mathbf|mathrm|bm)\s*/gu, ""],
    [/\\(?:wide)?hat\s*\{?\s*([A-Za-zΑ-ω])\s*\}?/gu, "$1\u0302"],
    [/\\(?:wide)?tilde\s*\{?\s*([A-Za-zΑ-ω])\s*\}?/gu, "$1\u0303"],
    [/\\(?:bar|overline)\s*(?:\{\s*([A-Za-zΑ-ω][\u0302\u0303]?)((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-zΑ-ω][\u0302\u0303]?))/gu, (_, one, rest, alone) => `${one ?? alone}\u0304${rest ?? ""}`],
    [/\\(?:d|t)?frac(?![A-Za-z])/gu, "÷"],
    [/\\\|/gu, "‖"],
    [/\\([A-Za-z]+)/gu, "$1"],
    [/(?<![0-9.])11(?=\s*(?:ᵀ|⊤|['′]|\.T|\^\s*\{?\s*[Tᵀ⊤]))/gu, "1 1"],
    [/\^\s*\{\s*(\([^(){}]*\)|\[[^[\]{}]*\])\s*ᵀ\s*\}/gu, "^{$1}ᵀ"],
  ];

  const SIGNS = [
    ["space", /\s+/uy],
    ["number", /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+|[½⅓⅔¼¾]/uy],
    ["transpose", /\.T(?![A-Za-z0-9_])|ᵀ|⊤|\s*\^\s*\{\s*(?:T|ᵀ|⊤)\s*\}|\s*\^\s*(?:T|ᵀ|⊤)/uy],
    ["inverse", /\.I(?![A-Za-z0-9_])|⁻¹|\s*\^\s*\{?\s*[-−]\s*1(?![0-9./])\s*\}?/uy],
    ["inverse transpose", /⁻ᵀ|\s*\^\s*\{?\s*[-−]\s*(?:T|ᵀ|⊤)\s*\}?/uy],
    ["high", /[⁻]?[⁰¹²³⁴-⁹]+/uy],
    ["power", /\*\*|\^\s*∘?/uy],
    ["primes", /['′″‴’]+/uy],
    ["plus", /\+/uy],
    ["minus", /[-−–]/uy],
    ["entrywise", /\.\*|[*⊙∘·×]/uy],
    ["over", /\.\/|[/⊘]/uy],
    ["matrix", /@/uy],
    ["kron", /⊗/uy],
    ["sum", /∑/uy],
    ["fraction", /÷/uy],
    ["sign", /[()[\]{},;:|‖⟨⟩√∂∇=]/uy],
  ];
  const FRACTIONS = { "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4 };

  /* an error that says which part of the answer can not be read */
  class Unreadable extends Error {
    constructor(message, rest = "") {
      super(rest ? `${message}: … ${rest.slice(0, 24)}` : message);
    }
  }

  const plain = (typed) => TEX.reduce((text, [pattern, by]) => text.replace(pattern, by), typed.normalize("NFD"));

  /* known(key): whether a name stands for something */
  function tokens(typed, known) {
    const text = plain(typed).replace(/(?<![A-Za-z_])d([A-Z])\s*\/\s*d(?=[A-Za-zΑ-ω])/gu, (whole, of) => (known(answers.keyOf(`d${of}`)) ? whole : `∂${of}/∂`));
    const found = [];
    let at = 0;
    while (at < text.length) {
      const token = nameAt(text, at, known) ?? lowAt(text, at, found.at(-1)) ?? signAt(text, at);
      if (!token) throw new Unreadable("this can not be read", text.slice(at));
      token.start = at;
      at = token.end;
      if (token.kind !== "space") found.push(token);
      if (token.low) found.push({ kind: "low", text: token.low, start: at, end: at });
    }
    found.push({ kind: "end", text: "", start: at, end: at });
    return { text, found };
  }

  function signAt(text, at) {
    for (const [kind, pattern] of SIGNS) {
      const sign = answers.matched(pattern, text, at);
      if (!sign) continue;
      const token = { kind: kind === "sign" ? sign : kind, text: sign, end: at + sign.length };
      if (kind === "number") token.value = FRACTIONS[sign] ?? Number(sign);
      if (kind === "high") token.value = Number(answers.raised(sign));
      if (kind === "primes") token.value = sign.normalize("NFKD").length; // ″ is two
      return token;
    }
    return null;
  }

  /* places below an array: A_ij, A_{i,j}; A[i,j] is read where an array is known to stand in front of it */
  function lowAt(text, at, before) {
    const low = before && ["name", "number", ")", "]", "primes", "transpose", "low", "sum", "∇", "‖", "high", "inverse"].includes(before.kind) ? answers.matched(answers.BELOW, text, at) : "";
    return low ? { kind: "low", text: low, end: at + low.length } : null;
  }

  /* of names side by side, Xw, the first; the whole where it is no such run */
  function firstOf(name, at, text, known) {
    const letters = text.slice(at, name.end).match(/[A-Za-z][\u0302-\u0308]*[0-9]*/gu) ?? [];
    const keys = letters.map(answers.keyOf);
    return letters.length > 1 && letters.join("") === text.slice(at, name.end) && keys.every(known) ? { ...name, key: keys[0], end: at + letters[0].length } : name;
  }

  function nameAt(text, at, known) {
    const ends = answers.namesAt(text, at);
    if (!ends.length) return null;
    const name = ends.find((each) => known(each.key)) ?? firstOf(ends.at(-1), at, text, known);
    return { kind: "name", text: text.slice(at, name.end), key: name.key, low: name.low, end: name.end, isKnown: known(name.key) };
  }

  Object.assign(answers, { tokens, Unreadable });
})();
