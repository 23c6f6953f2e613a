"""The command line as a process of its own: exit codes, streams, what is imported."""

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from processes import printed_under_every_seed

HEAVY = ("sympy", "numpy", "jinja2", "lark")

UNASKED = [  # what a page of text about known equations has no use for
    ("sympy", "a scalar function that is not f"),
    ("jinja2", "a format with a template"),
    ("typst", "PDF"),
    ("rich", "a terminal"),
    ("difflib", "a name that is not known"),
    ("numpy.polynomial", "erf beside the real axis"),
    ("jsonschema", "tests"),
    ("matcalc.api.result", "results as objects"),
    ("matcalc.api.callables", "functions of arrays"),
    ("matcalc.codegen", "code"),
    ("matcalc.documents.json", "--format json"),
    ("matcalc.documents.latex", "--format latex"),
    ("matcalc.documents.markdown", "--format markdown"),
    ("matcalc.documents.einsum", "an index form that is left"),
    ("matcalc.documents.correlations", "an index form that is left"),
    ("matcalc.documents.why", "--why"),
    ("matcalc.documents.second", "a Hessian"),
    ("matcalc.documents.side_by_side", "--layout all"),
    ("matcalc.notation.latex", "--format latex"),
    ("matcalc.notation.inference", "an expression"),
    ("matcalc.notation.ranges", "an equation in index form"),
    ("matcalc.problems.statements", "[[state]]"),
    ("matcalc.checking.claims", "[[state]]"),
    ("matcalc.checking.unrolled", "[over]"),
    ("matcalc.checking.routes", "--route"),
    ("matcalc.checking.solving", "[[solve]]"),
    ("matcalc.engine.isolation", "[[solve]]"),
    ("matcalc.engine.higher", "a Hessian"),
    ("matcalc.engine.differential_route", "--route"),
    ("matcalc.worksheets", "a worksheet"),
]


def python(*words: str, **options: object) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


def test_done_is_0_and_stderr_is_silent() -> None:
    done = python("-m", "matcalc", "derive", "dense-layer")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n")


def test_every_run_prints_the_same() -> None:
    code = (
        "import sys; from matcalc.cli import main; sys.argv[1:] = ['derive', 'dense-layer', '--detail', 'full']; main()"
    )
    assert printed_under_every_seed(code).startswith("Dense layer\n")
    with pytest.raises(AssertionError):
        printed_under_every_seed("print({'a', 'b', 'c', 'd', 'e', 'f', 'g'})")


@pytest.mark.parametrize(
    ("words", "code"), [(["derive", "dens-layer"], 1), (["derive"], 2), (["derive", "dense-layer", "--wrt", "V"], 1)]
)
def test_failing_prints_nothing_on_stdout(words: list[str], code: int) -> None:
    done = python("-m", "matcalc", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import matcalc.cli",
        "from matcalc.cli import main; main(['--help'], standalone_mode=False)",
        "from matcalc.cli import main; main(['derive', '--help'], standalone_mode=False)",
        "from matcalc.cli import main; main(['list'], standalone_mode=False)",
        "from matcalc.cli.commands import completed_problem; completed_problem(None, None, 'd')",
    ],
)
def test_what_is_light_imports_nothing_heavy(code: str) -> None:
    done = python("-c", f"{code}; import sys; print('loaded:', *(set({HEAVY!r}) & set(sys.modules)))")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "loaded:"


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """The names of the modules that `matcalc derive dense-layer` imports, and of the packages that they are in."""
    code = (
        "import sys; from matcalc.cli import main; main(['derive', 'dense-layer'], standalone_mode=False); "
        "print('loaded:', *sys.modules)"
    )
    done = python("-c", code)
    assert (done.returncode, done.stderr) == (0, "")
    label, *names = done.stdout.splitlines()[-1].split()
    assert label == "loaded:"
    return frozenset(names)


@pytest.mark.parametrize(("module", "needed_for"), UNASKED)
def test_a_page_imports_nothing_that_it_does_not_need(module: str, needed_for: str, loaded: frozenset[str]) -> None:
    assert not module.startswith("matcalc.") or find_spec(module), f"{module} has another name now"
    assert module not in loaded, f"{module} is for {needed_for}"


@pytest.mark.parametrize("asked", [None, "2"])
def test_numpy_starts_no_threads_unless_somebody_asks(asked: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a program that imports matcalc are its own business."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if asked is not None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)
    said = "import os; print(os.environ.get('OPENBLAS_NUM_THREADS'))"
    derived = "from matcalc.cli import main; main(['derive', 'dense-layer'], standalone_mode=False)"
    command = python("-c", f"{derived}; {said}")
    imported = python("-c", f"import matcalc.api; {said}")
    assert command.stdout.splitlines()[-1] == (asked or "1")
    assert imported.stdout.splitlines()[-1] == str(asked)


def test_what_a_page_imports_is_seen(loaded: frozenset[str]) -> None:
    assert {"numpy", "lark", "matcalc.documents.text", "matcalc.checking.replay"} <= loaded


def test_a_closed_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "matcalc", "derive", "dense-layer"],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_full_disk_is_an_error() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.fail("this test needs /dev/full, as Linux has it")
    with full.open("w") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "matcalc", "list"], stdout=stream, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr == b"error: the result can not be written: No space left on device\n"


def test_an_interrupt_is_quiet() -> None:
    code = (
        "import os, signal, matcalc.api\n"
        "from matcalc.cli import main\n"
        "matcalc.api.derive = lambda problem, **options: os.kill(os.getpid(), signal.SIGINT)\n"
        "main(['derive', 'dense-layer'])\n"
    )
    done = python("-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [("derive two", "plain,two-layer-network\n"), ("worksheet att", "plain,attention\n")],
)
def test_the_shell_is_offered_names(words: str, offered: str) -> None:
    environment = {
        **os.environ,
        "_MATCALC_COMPLETE": "bash_complete",
        "COMP_WORDS": f"matcalc {words}",
        "COMP_CWORD": "2",
    }
    code = "import sys; sys.argv[0] = 'matcalc'; from matcalc.cli import main; main(prog_name='matcalc')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == offered


CLOSED = [  # words, the streams that are closed, exit code, what is said on the one that is open
    (
        "derive dense-layer",
        ">&-",
        1,
        "error: the result can not be written: standard output is closed; leave it open\n",
    ),
    ("list", ">&-", 1, "error: the result can not be written: standard output is closed; leave it open\n"),
    ("derive zz", "2>&-", 1, ""),
    ("derive --nonsense", "2>&-", 2, ""),
    ("derive zz", ">&- 2>&-", 1, ""),
    ("--version", ">/dev/full", 1, "error: the output can not be read or written: No space left on device; mend"),
    ("derive --help", ">/dev/full", 1, "error: the output can not be read or written: No space left on device; mend"),
]


@pytest.mark.parametrize(("words", "streams", "code", "said"), CLOSED)
def test_a_closed_or_full_stream_is_no_fault_of_matcalc(words: str, streams: str, code: int, said: str) -> None:
    command = f'"$0" -m matcalc {words} {streams}'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert (done.stdout, done.stderr[: len(said)]) == ("", said)
    assert bool(done.stderr) == bool(said)
    assert "Traceback" not in done.stderr


def test_the_result_is_printed_without_a_stderr() -> None:
    command = '"$0" -m matcalc list 2>&-'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, python("-m", "matcalc", "list").stdout)
    assert done.stdout


def test_a_broken_pipe_without_a_stdout_is_quiet() -> None:
    code = (
        "import sys, matcalc.api\n"
        "from matcalc.cli import main\n"
        "def fail(problem, **options): raise BrokenPipeError\n"
        "matcalc.api.derive, sys.stdout = fail, None\n"
        "main(['derive', 'dense-layer'])\n"
    )
    done = python("-c", code)
    assert (done.returncode, done.stderr) == (141, "")
