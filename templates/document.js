"use strict";
(() => {
  const page = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  /* mathematics */

  const quiet = new Set(["htmlExtension", "unknownSymbol", "unicodeTextInMathMode"]);
  const options = {
    output: "htmlAndMathml",
    throwOnError: false,
    strict: (code) => (quiet.has(code) ? "ignore" : "warn"),
    trust: (context) => context.command === "\\htmlClass",
    macros: {
      "\\old": "\\htmlClass{old}{#1}",
      "\\new": "\\htmlClass{new}{#1}",
      "\\both": "\\htmlClass{old new}{#1}",
    },
  };

  const FORMULAS = ".m, .left, .right, .equation";
  const waiting = () => all(FORMULAS).filter((element) => !element.dataset.typeset);

  function typeset(element) {
    if (element.dataset.typeset) return;
    element.dataset.typeset = "yes";
    const style = element.classList.contains("m") ? "" : "\\displaystyle ";
    const latex = element.textContent;
    if (latex.length < 60 && element.classList.contains("m")) element.classList.add("short");
    katex.render(style + latex, element, options);
  }

  const isFolded = (element) => {
    const fold = element.parentElement.closest("details:not([open])");
    return fold !== null && !(element.closest("summary") && element.closest("summary").parentElement === fold
      && !fold.parentElement.closest("details:not([open])"));
  };
  const typesetAll = () => waiting().forEach(typeset);
  const typesetShown = () => waiting().filter((each) => isThere(each) && !isFolded(each)).forEach(typeset);

  const AT_LATEST = { timeout: 100 }; // a busy machine may never be idle
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 1));

  function typesetLater() {
    const rest = waiting();
    const slice = () => {
      const until = performance.now() + 40;
      while (rest.length && performance.now() < until) typeset(rest.shift());
      if (rest.length) whenIdle(slice, AT_LATEST);
      else page.dataset.ready = "all";
    };
    page.dataset.ready = "shown";
    whenIdle(slice, AT_LATEST);
  }

  /* detail: what stands at some details only has their names as classes */

  const isThere = (element) => {
    const only = element.closest(".at");
    return only === null || only.classList.contains(page.dataset.detail);
  };

  function show(detail) {
    const anchor = all("h1, h2, h3").filter((each) => !each.closest(".at")).findLast((each) => each.getBoundingClientRect().top < innerHeight / 2);
    const before = anchor?.getBoundingClientRect().top;
    page.dataset.detail = detail;
    all("button[data-detail]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.detail === detail)));
    if (opened) folds().forEach((fold) => { fold.open = true; });
    current = null;
    typesetShown();
    refresh();
    if (anchor) scrollBy(0, anchor.getBoundingClientRect().top - before);
  }

  /* steps */

  const folds = () => all("details.fold").filter(isThere);
  const lines = () => all("details.fold .line").filter(isThere);
  const isShown = (line) => !line.hidden && !line.closest("details:not([open])");
  const foldOf = (line) => line.closest("details.fold");
  let current = null; // the step that was shown last
  let opened = false; // whether all steps were asked for

  function reveal(line) {
    const closed = [];
    for (let fold = line.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) closed.unshift(fold);
    for (const fold of closed) {
      all(".line", fold).forEach((each) => { each.hidden = true; });
      fold.open = true;
    }
    line.hidden = false;
  }

  function goTo(line) {
    current = line;
    if (!line) return;
    all(FORMULAS, line).forEach(typeset);
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  function next() {
    const list = lines();
    const from = current ? list.indexOf(current) + 1 : list.findIndex((line) => foldOf(line).getBoundingClientRect().bottom > 0);
    const line = list.slice(Math.max(from, 0)).find((each) => !isShown(each)) ?? list.find((each) => !isShown(each));
    if (line) {
      reveal(line);
      typesetShown();
      goTo(line);
    }
    refresh();
  }

  function back() {
    const list = lines();
    const last = current && isShown(current) ? current : list.findLast(isShown);
    if (!last) return;
    const fold = foldOf(last);
    last.hidden = true;
    if (!all(".line", fold).some(isShown)) unfold(fold, false);
    const before = list.slice(0, list.indexOf(last)).findLast(isShown);
    if (before) goTo(before);
    else current = null;
    opened = false;
    refresh();
  }

  function unfold(fold, open) {
    all(".line", fold).forEach((line) => { line.hidden = false; });
    fold.open = open;
  }

  function showAll() {
    opened = lines().some((line) => !isShown(line));
    folds().forEach((fold) => {
      unfold(fold, opened);
      if (opened) all("details", fold).forEach((each) => { each.open = true; });
    });
    current = null;
    typesetShown();
    refresh();
  }

  function refresh() {
    const list = lines();
    const shown = list.filter(isShown).length;
    const button = (name) => document.querySelector(`[data-do="${name}"]`);
    document.querySelector(".count").textContent = list.length ? `${shown} of ${list.length} steps` : "";
    button("next").disabled = shown === list.length;
    button("back").disabled = shown === 0;
    button("all").setAttribute("aria-pressed", String(shown === list.length));
    all('[data-for="steps"]').forEach((each) => { each.hidden = list.length === 0; });
  }

  /* what a step changed */

  function point(line) {
    if (line?.classList.contains("on")) return;
    all(".on, .above").forEach((each) => each.classList.remove("on", "above"));
    line?.classList.add("on");
    document.getElementById(line?.dataset.above)?.classList.add("above");
  }

  const lineOf = (element) => element?.closest?.(".line") ?? null;

  function moved(event) {
    // a page that scrolls under a pointer at rest moves nothing
    if (event.movementX || event.movementY) point(lineOf(event.target) ?? lineOf(document.activeElement));
  }

  /* blanks: what is asked can be typed below, is judged where the page can, and is shown on demand */

  const { checks } = data;
  const programs = new Map(); // by chapter and number, once they are needed
  let fields = 0;

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const RESULT_COLUMNS = 36;

  function program(chapter, number) {
    const name = `${chapter} ${number}`;
    if (!programs.has(name)) programs.set(name, answers.opened(checks[chapter].programs[number]));
    return programs.get(name);
  }

  function judge(chapter, label, text) {
    const answer = checks[chapter].judged[label];
    return answers.judge(text, answer, program(chapter, answer.program));
  }

  /* the chapter and the label in a key such as 2/1.3 */
  function parts(key) {
    const [chapter] = key.split("/", 1);
    return [chapter, key.slice(chapter.length + 1)];
  }

  function judged(key, given, place) {
    const [chapter, label] = parts(key);
    const held = checks[chapter];
    if (!held || !Object.hasOwn(held.right, label)) return () => {};
    const said = make("span", { className: "verdict" });
    said.setAttribute("role", "status");
    const check = () => {
      const text = given();
      const verdict = text.trim() === "" ? { right: false, words: "" } : judge(chapter, label, text);
      said.textContent = verdict.words;
      place.classList.toggle("is-right", verdict.right);
      place.classList.toggle("is-wrong", verdict.words !== "" && !verdict.right);
    };
    const reveal = () => {
      const right = make("span", { className: "revealed" });
      right.innerHTML = JSON.parse(atob(held.right[label]));
      said.replaceChildren("One answer: ", right);
      all(FORMULAS, right).forEach(typeset);
      place.classList.remove("is-right", "is-wrong");
    };
    const isJudged = Object.hasOwn(held.judged, label);
    if (isJudged) place.append(make("button", { type: "button", textContent: "Check", onclick: check }));
    place.append(make("button", { type: "button", textContent: "Reveal", onclick: reveal }), said);
    return isJudged ? check : () => {};
  }

  function field(key, label, columns, lines) {
    const id = `field-${(fields += 1)}`;
    const place = make("span", { className: "answer" }, make("label", { htmlFor: id, textContent: label }));
    const input = make(lines > 1 ? "textarea" : "input", { id, spellcheck: false, autocomplete: "off" });
    if (lines > 1) input.rows = lines;
    input.style.width = `${Math.min(Math.max(columns, lines > 1 ? 30 : 6) + 3, 44)}ch`;
    input.addEventListener("input", () => {
      place.classList.toggle("is-filled", input.value !== "");
      place.classList.remove("is-right", "is-wrong");
      all(".verdict", place).forEach((words) => words.replaceChildren());
    });
    place.append(input);
    const check = judged(key, () => input.value, place);
    if (lines === 1) input.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
    return place;
  }

  function addFields() {
    for (const formula of all("[data-blanks]")) {
      const places = JSON.parse(formula.dataset.blanks).map((blank) => field(...blank));
      if (formula.matches(".left, .right")) formula.closest(".line").querySelector("div").append(...places);
      else formula.after(...places);
    }
    for (const options of all(".options")) {
      const place = make("span", { className: "answer" });
      judged(options.dataset.key, () => options.querySelector("input:checked")?.value ?? "", place);
      if (place.childNodes.length) options.lastElementChild.append(place);
    }
    for (const space of all("textarea.space")) {
      const place = field(space.dataset.key, `Result ${parts(space.dataset.key)[1]}`, RESULT_COLUMNS, 1);
      if (place.querySelector("button")) space.after(place);
    }
    for (const [chapter, { typing }] of Object.entries(checks)) {
      const first = typing && all(`[data-key^="${chapter}/"], [data-blanks*='"${chapter}/']`)[0];
      if (!first) continue;
      const words = make("p", { className: "help" });
      words.innerHTML = typing;
      let block = first;
      while (block.parentElement && !block.parentElement.matches("main, .at")) block = block.parentElement;
      block.before(words);
    }
  }

  /* controls */

  const isDark = () => (page.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const shade = () => document.querySelector('[data-do="dark"]').setAttribute("aria-pressed", String(isDark()));
  function dark() {
    page.dataset.theme = isDark() ? "light" : "dark";
    shade();
  }

  const actions = { next, back, all: showAll, dark };
  const keys = { n: next, ArrowRight: next, p: back, ArrowLeft: back, a: showAll };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.do) actions[button.dataset.do]();
    else if (button?.dataset.detail) show(button.dataset.detail);
    const fold = event.target.closest("summary")?.parentElement;
    if (!fold?.closest(".fold")) return;
    all(".line", fold).forEach((line) => { line.hidden = false; });
    if (!fold.open) current = all(".line", fold).at(-1) ?? current;
  });
  document.addEventListener("toggle", () => { typesetShown(); refresh(); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const scrolls = event.target.closest(".right, .scroll, pre");
    if (!keys[event.key] || (scrolls && scrolls.scrollWidth > scrolls.clientWidth && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("pointermove", moved);
  document.addEventListener("focusin", (event) => point(lineOf(event.target)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", shade);
  addEventListener("beforeprint", () => {
    typesetAll();
    if (!CSS.supports("selector(::details-content)")) all("details").forEach((each) => { each.open = true; });
  });

  all(".line").forEach((line) => { line.tabIndex = 0; });
  addFields();
  document.querySelector(".bar").hidden = false;
  shade();
  typesetShown();
  refresh();
  typesetLater();
})();
