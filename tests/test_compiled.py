"""What is compiled of grammars and templates is kept for later runs, and never used once its source has changed."""

import html
import subprocess
import sys
from pathlib import Path

import lark
import pytest

from matcalc import compiled
from matcalc.compiled import keep, kept
from matcalc.documents.sandbox import environment
from matcalc.documents.templates import Typeset
from matcalc.notation import matrixcalculus_in, syntax
from matcalc.notation.latex_in import reading
from matcalc.notation.parsers import parser
from matcalc.notation.syntax import STARTS

NOTATION = Path(syntax.__file__).parent

GRAMMARS = [
    (NOTATION / "grammar.lark", STARTS, "z = f'(W @ a) * b[1]", "matrix_definition"),
    (NOTATION / "grammar.lark", STARTS, "z[i] = sum j: w[i,j] a[j]", "index_definition"),
    (NOTATION / "matrixcalculus.lark", ("sum",), "x'*A*x + norm2(c)^2", "sum"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python keeps its bytecode: an empty folder."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    made = compiled._place("grammar").parent
    assert made.is_relative_to(tmp_path)
    made.mkdir(parents=True)
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name.split(".cpython")[0] for path in folder.glob("*.compiled"))


def test_what_is_kept_is_found(folder: Path) -> None:
    assert kept("one", "source") is None
    keep("one", "source", b"made")
    keep("two", "source", b"")
    assert (kept("one", "source"), kept("two", "source"), kept("three", "source")) == (b"made", b"", None)
    assert names(folder) == ["one", "two"]
    keep("one", "another", b"later")
    assert (kept("one", "source"), kept("one", "another")) == (None, b"later")


@pytest.mark.parametrize("length", [0, 10, 32, 35])
def test_a_file_that_is_cut_short_is_not_used(length: int, folder: Path) -> None:
    keep("one", "source", b"made")
    (path,) = folder.glob("*.compiled")
    path.write_bytes(path.read_bytes()[:length])
    assert kept("one", "source") is None


def test_nothing_is_written_where_python_writes_no_bytecode(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep("one", "source", b"made")
    assert names(folder) == []


def test_a_folder_that_is_not_there_is_no_error(folder: Path) -> None:
    folder.rmdir()
    keep("one", "source", b"made")
    assert kept("one", "source") is None


@pytest.mark.parametrize(("grammar", "start", "text", "rule"), GRAMMARS)
def test_kept_tables_read_as_new_ones(
    grammar: Path, start: tuple[str, ...], text: str, rule: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = parser(grammar, start, propagate_positions=True)
    assert names(folder) == [grammar.stem]
    monkeypatch.setattr(lark.Lark, "__init__", None)  # nothing is computed again
    second = parser(grammar, start, propagate_positions=True)
    trees = [each.parse(text, start=rule) for each in (first, second)]
    assert trees[0] == trees[1]
    assert [each.meta.end_column for each in trees] == [len(text) + 1] * 2


def test_a_grammar_that_changed_is_read_again(folder: Path, tmp_path: Path) -> None:
    grammar = tmp_path / "word.lark"
    grammar.write_text('start: "a"', encoding="utf-8")
    parser(grammar, ("start",)).parse("a")
    grammar.write_text('start: "b"', encoding="utf-8")
    parser(grammar, ("start",)).parse("b")
    with pytest.raises(lark.exceptions.UnexpectedInput):
        parser(grammar, ("start",)).parse("a")


def test_all_grammars_are_kept(folder: Path) -> None:
    for module in (syntax, matrixcalculus_in, reading):
        module._grammar.__wrapped__()
    assert names(folder) == sorted(path.stem for path in NOTATION.rglob("*.lark"))


def test_a_compiled_template_serves_every_way_of_escaping(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = '((( "a&b" ))) ((( words )))'
    templates = folder.parent / "templates"
    templates.mkdir()
    (templates / "one.jinja").write_text(source, encoding="utf-8")
    monkeypatch.setattr("matcalc.documents.sandbox.data_folder", lambda _: templates)
    made = [environment(escape, Typeset, None).get_template("one.jinja") for escape in (html.escape, str.upper)]
    assert [each.render(words="c&d") for each in made] == ["a&amp;b c&amp;d", "A&B C&D"]
    assert names(folder) == ["one.jinja"]


def test_templates_are_compiled_once(folder: Path) -> None:
    """In a process of its own, which finds nothing in memory."""
    code = (
        f"import sys; sys.pycache_prefix = {sys.pycache_prefix!r}; sys.dont_write_bytecode = False; import jinja2; "
        "made = []; old = jinja2.Environment.compile; "
        "jinja2.Environment.compile = lambda *a, **k: made.append(a[2]) or old(*a, **k); "
        "import matcalc; matcalc.derive('dense-layer').render('latex'); print(made)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    first, second = (run.stdout.strip() for run in runs)
    assert "document.tex.jinja" in first
    assert second == "[]"
