"""The result on its way out: files replaced whole or not at all, pipes, encodings, progress."""

import errno
import io
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.cli import delivery, progress
from matcalc.cli.output import write_stdout
from matcalc.errors import InputError
from matcalc.files import write_file, write_files
from matcalc.signals import ended_in_order


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(str(tmp_path / "x.md"), "é∇\n".encode())
    finally:
        os.umask(before)
    assert (tmp_path / "x.md").read_bytes() == "é∇\n".encode()
    assert mode(tmp_path / "x.md") == 0o640


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("old")
    path.chmod(0o604)
    write_file(str(path), b"new")
    assert (path.read_text(), mode(path)) == ("new", 0o604)
    assert os.listdir(tmp_path) == ["x.md"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_followed(tmp_path: Path, exists: bool) -> None:
    target, link = tmp_path / "there" / "x.md", tmp_path / "x.md"
    target.parent.mkdir()
    if exists:
        target.write_text("old")
    link.symlink_to(target)
    write_file(str(link), b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_failing_halfway_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "x.md"
    path.write_text("old")
    monkeypatch.setattr(os, function, fail)
    with pytest.raises(InputError, match=r"x\.md can not be written: No space left on device"):
        write_file(str(path), b"new")
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["x.md"])


def test_an_interrupt_halfway_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "x.md"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(str(path), b"new")
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["x.md"])


def test_files_that_belong_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, key = str(tmp_path / "sheet.md"), str(tmp_path / "sheet-key.md")
    write_files({sheet: b"old", key: b"old"})
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing(times_before=1))
        with pytest.raises(InputError, match=r"sheet-key\.md can not be written: No space left on device; mend that"):
            write_files({sheet: b"new", key: b"new"})
    assert [Path(name).read_bytes() for name in (sheet, key)] == [b"old", b"old"]
    write_files({sheet: b"new", key: b"newer"})
    assert [Path(name).read_bytes() for name in (sheet, key)] == [b"new", b"newer"]
    assert sorted(os.listdir(tmp_path)) == ["sheet-key.md", "sheet.md"]


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("old", [b"old", None])
def test_when_the_second_can_not_be_replaced_the_first_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes | None, has_links: bool
) -> None:
    sheet, key = tmp_path / "sheet.md", tmp_path / "sheet-key.md"
    replace = Path.replace

    def refuse_the_key(path: Path, target: Path) -> Path:
        if target == key:
            assert sheet.read_bytes() == b"new"
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return replace(path, target)

    if old is not None:
        write_file(str(sheet), old)
        sheet.chmod(0o640)
    if not has_links:
        monkeypatch.setattr(os, "link", failing(times_before=0))
    monkeypatch.setattr(Path, "replace", refuse_the_key)
    with pytest.raises(InputError, match=r"sheet-key\.md can not be written: Device or resource busy"):
        write_files({str(sheet): b"new", str(key): b"new"})
    assert os.listdir(tmp_path) == ([] if old is None else ["sheet.md"])
    if old is not None:
        assert (sheet.read_bytes(), sheet.stat().st_mode & 0o777) == (old, 0o640)


def failing(times_before: int) -> Callable[..., None]:
    """What succeeds so many times and then finds the disk full."""
    left = [None] * times_before

    def fail(*_: object) -> None:
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left.pop()

    return fail


def test_files_that_are_one(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "x.md")
    with pytest.raises(InputError, match=r"x\.md and \S+link\.md are one file: give each its own name"):
        write_files({str(tmp_path / "x.md"): b"1", str(tmp_path / "link.md"): b"2"})
    assert os.listdir(tmp_path) == ["link.md"]
    write_files({os.devnull: b"1", "/dev/../dev/null": b"2"})


KILLED = """
import os, signal, sys
from matcalc.files import write_file
os.fsync = lambda _: signal.raise_signal(signal.{name})
write_file(sys.argv[1], b"new")
"""


@pytest.mark.parametrize(("name", "leaves_a_draft"), [("SIGTERM", False), ("SIGHUP", False), ("SIGKILL", True)])
def test_a_killed_run_leaves_the_old_file(tmp_path: Path, name: str, leaves_a_draft: bool) -> None:
    path = tmp_path / "x.md"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED.format(name=name), str(path)], timeout=60, check=False)
    assert done.returncode == -signal.Signals[name]
    assert path.read_text() == "old"
    drafts = [other for other in os.listdir(tmp_path) if other != "x.md"]
    assert [re.sub("[0-9a-f]{16}", "…", draft) for draft in drafts] == [".matcalc-….tmp"] * leaves_a_draft


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_in_order():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"none does not exist: make it first, or choose another place for x\.md"):
        write_file(str(tmp_path / "none" / "x.md"), b"new")
    with pytest.raises(InputError, match=r"is a folder: name a file in it"):
        write_file(str(tmp_path), b"new")
    path = tmp_path / "x.md"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match=r"x\.md is read-only"):
        write_file(str(path), b"new")
    assert path.read_text() == "old"


def test_a_link_that_leads_to_itself_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "x.md"
    link.symlink_to(link)
    with pytest.raises(InputError, match=r"x\.md is a link that leads to itself: choose another name"):
        write_file(str(link), b"new")
    assert os.readlink(link) == str(link)


def test_a_name_that_ends_as_a_folder_does(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.md/ is a folder: name a file in it"):
        write_file(f"{tmp_path}/x.md/", b"new")
    assert os.listdir(tmp_path) == []


def test_the_current_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(
        InputError, match=r"^x\.md can not be written: the current folder does not exist any more; change"
    ):
        write_file("x.md", b"new")


def test_stdout_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputError, match=r"standard output is closed; leave it open"):
        write_stdout("new")


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(os.devnull, b"new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_an_encoding_that_lacks_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii"))
    with pytest.raises(InputError, match=r"the output's encoding, ascii, has no '\\u2207': set PYTHONIOENCODING=utf-8"):
        write_stdout("ab ∇ c")
    assert out.getvalue() == b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written_to(terminal):
    """Wait until something is written there; after a minute, it never will be."""
    latest = time.monotonic() + 60
    while not terminal.getvalue():
        assert time.monotonic() < latest
        time.sleep(0.001)


@pytest.mark.parametrize(("term", "taken_back"), [("xterm", "\r          \r"), ("dumb", "\n")])
def test_progress_is_said_where_it_takes_long_and_taken_back(
    monkeypatch: pytest.MonkeyPatch, term: str, taken_back: str
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", term)
    with progress.announcing("deriving …"):
        written_to(terminal)
    assert terminal.getvalue() == f"deriving …{taken_back}"


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_progress_is_silent_where_it_is_quick_or_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    made = stream()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setattr(progress, "PATIENCE", 3600.0 if stream is Terminal else 0.0)
    with progress.announcing("deriving …"):
        pass
    assert made.getvalue() == ""


@pytest.mark.parametrize("across", [24, 30, 40, 60, 100])
def test_a_bar_stays_in_its_line(monkeypatch: pytest.MonkeyPatch, across: int) -> None:
    """What goes on in a second line could not be taken back."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_columns", lambda: across - 1)
    with progress.counting("deriving and checking", 3) as on_sheet:
        for _ in range(3):
            on_sheet()
    drawn = terminal.getvalue().replace("\x1b[?25l", "").replace("\x1b[?25h", "").rstrip("\n").split("\r")
    assert drawn[-1].startswith("deriving and checking" if across >= 61 else "deriving ")
    assert drawn[-1].endswith("100%")
    assert max(map(len, drawn)) < across


@pytest.mark.parametrize(
    ("across", "stream", "term"), [(18, Terminal, "xterm"), (80, io.StringIO, "xterm"), (80, Terminal, "dumb")]
)
def test_there_is_no_bar_where_none_can_be_drawn(
    monkeypatch: pytest.MonkeyPatch, across: int, stream: type[io.StringIO], term: str
) -> None:
    made = stream()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(progress, "_columns", lambda: across - 1)
    monkeypatch.setattr(progress, "PATIENCE", 3600.0)
    with progress.counting("deriving and checking", 3) as on_sheet:
        on_sheet()
    assert made.getvalue() == ""


def test_words_are_cut_to_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_columns", lambda: 8)
    monkeypatch.setenv("TERM", "xterm")
    with progress.announcing("deriving and checking …"):
        written_to(terminal)
    assert terminal.getvalue() == "deriving\r        \r"


@pytest.mark.parametrize(
    ("is_terminal", "output", "across", "columns"),
    [
        (True, None, 80, 80),
        (True, None, 300, 120),
        (True, None, 40, 40),
        (True, None, 20, 30),
        (False, None, 80, 100),
        (True, "x.txt", 80, 100),
    ],
)
def test_text_is_as_wide_as_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, output: str | None, across: int, columns: int
) -> None:
    """A file or a pipe gets the same everywhere."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((across, 24)))
    assert delivery.columns(output) == columns


def test_a_disk_that_is_read_only_is_told_by_the_name_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft beside the file can neither be written nor taken away; its name is nobody's business."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("matcalc.files._draft", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(InputError, match=r"x\.txt can not be written: Read-only file system; mend that"):
        write_file(str(tmp_path / "x.txt"), b"x")
