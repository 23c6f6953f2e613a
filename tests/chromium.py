"""A headless Chromium that shows pages, and writes down whatever it has to complain about."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser with a folder of its own, closed at the end."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "Chromium is needed for this test: install Debian's package chromium"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page that a browser shows, and what went wrong meanwhile: errors, warnings, requests for anything else."""

    def __init__(self, browser, url, *, width=1200, height=900, scheme="light"):
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.context.set_default_timeout(60_000)  # for what never comes, not for what comes late on a busy machine
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._requested(request.url, url))
        self.page.goto(url)
        self.page.wait_for_selector("html[data-ready]")

    def _requested(self, url, own):
        if url.partition("#")[0] != own and not url.startswith("data:"):
            self.complaints.append(f"asked for {url}")

    def __call__(self, script, *arguments):
        """What a script in the page gives."""
        return self.page.evaluate(script, *arguments)

    def close(self):
        self.context.close()


FORMULA = re.compile(r'<span class="(?:m|left|right|equation)[ "][^>]*>(.*?)</span>', re.DOTALL)


def formulas(text: str) -> list[str]:
    """The formulas in a page that no browser has typeset yet, each once."""
    return list(dict.fromkeys(map(unescape, FORMULA.findall(text))))


STRICT = r"""(formulas) => formulas.flatMap((formula) => {
  const strict = (code) => (code === "htmlExtension" ? "ignore" : "error");
  const macros = Object.fromEntries(["old", "new", "both"].map((name) => ["\\" + name, `\\htmlClass{${name}}{#1}`]));
  try {
    katex.renderToString(formula, { strict, macros, throwOnError: true, trust: true });
    return [];
  } catch (error) {
    return [`${formula}: ${error.message}`];
  }
})"""
"""What KaTeX has to say against formulas, at its strictest."""
