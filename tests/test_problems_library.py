"""The problems that come with matcalc."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcalc.api import derive
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Cotangent
from matcalc.problems.library import SHORT_NAMES, list_problems, load_problem
from matcalc.resources import data_folder


def test_the_recursion_is_written_out_to_the_next_layer() -> None:
    problem = load_problem("deep-network")
    (asked,) = [asked for asked in problem.requests if asked.request.wrt.name == "z[k]"]
    assert [part.of.name for part in asked.request.unfold if isinstance(part, Cotangent)] == ["a[k]"]


def test_an_unknown_name() -> None:
    with pytest.raises(InputError, match=r"^there is no problem called 'dens-layer': did you mean dense-layer"):
        load_problem("dens-layer")
    with pytest.raises(InputError, match=r"^there is no problem called '': `matcalc list` names them all$"):
        load_problem("")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("rnn", "did you mean rnn-step or rnn-unrolled?"),
        ("layer-softmax", "did you mean softmax-layer?"),
        ("e", "`matcalc list` names them all"),
        ("qqqq", "`matcalc list` names them all"),
    ],
)
def test_names_with_what_was_typed_in_them_are_proposed(typed: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        load_problem(typed)
    assert str(raised.value) == f"there is no problem called {typed!r}: {said}"


def test_a_name_is_found_in_any_case() -> None:
    assert load_problem("Dense-Layer").name == "dense-layer"


def test_a_short_name_is_that_of_one_problem() -> None:
    assert load_problem("Attention").name == "scaled-dot-product-attention"
    assert set(SHORT_NAMES.values()) <= set(list_problems())
    assert not set(SHORT_NAMES) & set(list_problems())
    with pytest.raises(InputError, match="did you mean layer-norm or"):
        load_problem("layernorm")


@pytest.mark.parametrize(("wrong", "kind"), [(3, "int"), (None, "NoneType"), (b"dense-layer", "bytes")])
@pytest.mark.parametrize(
    ("read", "said"),
    [
        (load_problem, "a problem is named by .*, a text or a path object, not by"),
        (derive, "what is derived is an expression, a Problem, .*, not"),
    ],
)
def test_what_can_not_name_a_problem(read: Callable[[Any], object], said: str, wrong: object, kind: str) -> None:
    said = rf"^{said} an object of type {kind}$"
    with pytest.raises(InputError, match=said):
        read(wrong)


def test_a_name_longer_than_that_of_any_file() -> None:
    with pytest.raises(InputError, match=r"^there is no problem called 'aaa"):
        load_problem("a" * 300)


def test_a_file_without_extension_needs_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    (tmp_path / "mine").write_text(layer, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"write \./ before it"):
        load_problem("mine")
    assert load_problem("./mine").name == "mine"
    assert load_problem(Path("mine")).name == "mine"


def test_errors_in_the_library_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    """One broken problem breaks no other."""
    (tmp_path / "good.toml").write_text(layer, encoding="utf-8")
    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    monkeypatch.setattr("matcalc.problems.library.data_folder", lambda _: tmp_path)
    assert list_problems() == ("bad", "good")
    assert load_problem("good").title == "Layer"
    with pytest.raises(InputError, match=r"^derivations/bad\.toml: this is not valid TOML"):
        load_problem("bad")


def test_other_variables_can_be_asked_for() -> None:
    problem = load_problem("dense-layer")
    assert [asked.request.wrt.name for asked in problem.requests] == ["z", "a", "W", "b"]
    asked = problem.asking_for(["b", "W", "b"])
    assert [(one.request.wrt.name, one.expect) for one in asked.requests] == [("b", "grad_z"), ("W", "grad_z @ a.T")]
    for names, sentence in (
        (["w"], r"there is no variable called 'w': known: W, a, b, z"),
        (["E"], r"E is what is differentiated"),
        (["a_next"], r"the gradient at a_next is given"),
        ([], r"no variable is named"),
    ):
        with pytest.raises(InputError, match=sentence):
            problem.asking_for(names)


def test_a_variable_without_a_request_can_be_asked_for() -> None:
    asked = load_problem("deep-network").asking_for(["a"])
    assert [(one.request.wrt.name, one.expect) for one in asked.requests] == [("a[k]", None)]
    assert asked == load_problem("deep-network").asking_for(["a[k]"])


def test_the_folders_are_found() -> None:
    assert (data_folder("derivations") / "dense-layer.toml").is_file()
    with pytest.raises(Exception, match=r"the folder 'nothing' is missing from this installation"):
        data_folder("nothing")
