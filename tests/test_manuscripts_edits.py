"""A text is written back with every other byte as it was, and a file replaced in place leaves a backup."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc import files
from matcalc.errors import InputError, InvariantError
from matcalc.manuscripts.edits import Edit, edited
from matcalc.manuscripts.in_place import replace_in_place
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.notation.latex_in.formula import Span

TEXTS = st.text(st.sampled_from("ab é𝐖\n\r ."), max_size=30)
MARKS = st.sampled_from([b"", b"\xef\xbb\xbf"])


@given(mark=MARKS, text=TEXTS)
def test_without_edits_the_bytes_are_the_same(mark: bytes, text: str) -> None:
    data = mark + text.encode()
    assert edited(manuscript_of(data, "x.txt"), ()) == data


@given(mark=MARKS, text=TEXTS, cuts=st.lists(st.integers(0, 30), max_size=6), put=st.lists(st.text("cd"), min_size=3))
def test_what_stands_outside_of_edits_is_the_same(
    mark: bytes, text: str, cuts: Sequence[int], put: Sequence[str]
) -> None:
    places = sorted(min(cut, len(text)) for cut in cuts[: len(cuts) // 2 * 2])
    spans = list(zip(places[::2], places[1::2], strict=True))
    edits = [Edit(Span(*span), new) for span, new in zip(spans, put, strict=False)]
    expected, at = "", 0
    for edit in edits:
        expected += text[at : edit.span.start] + edit.text
        at = edit.span.end
    expected += text[at:]
    data = edited(
        manuscript_of(mark + text.encode(), "x.txt"), reversed(edits) if len(set(spans)) == len(spans) else edits
    )
    assert data == mark + expected.encode()


LINES = [  # text, where, expected
    ("a\r\nb", 0, b"<\r\n>a\r\nb"),
    ("a\r\nb", 1, b"a<\r\n>\r\nb"),
    ("a\r\nb", 4, b"a\r\nb<\r\n>"),
    ("a\rb", 0, b"<\r>a\rb"),
    ("a\rb", 3, b"a\rb<\r>"),
    ("a\nb\r\nc", 0, b"<\n>a\nb\r\nc"),
    ("a\nb\r\nc", 2, b"a\n<\r\n>b\r\nc"),
    ("ab", 1, b"a<\n>b"),
    ("", 0, b"<\n>"),
    ("a\r\n", 3, b"a\r\n<\r\n>"),
]


@pytest.mark.parametrize("typed", ["<\n>", "<\r\n>", "<\r>"])
@pytest.mark.parametrize(("text", "at", "expected"), LINES)
def test_new_lines_end_as_those_of_their_place(typed: str, text: str, at: int, expected: bytes) -> None:
    assert edited(manuscript_of(text.encode(), "x.txt"), [Edit(Span(at, at), typed)]) == expected


@pytest.mark.parametrize("spans", [[(0, 2), (1, 3)], [(0, 2), (0, 2)], [(2, 9)], [(3, 2)], [(-1, 2)]])
def test_edits_that_overlap_are_a_fault(spans: Sequence[tuple[int, int]]) -> None:
    with pytest.raises(InvariantError):
        edited(manuscript_of(b"abcd", "x.txt"), [Edit(Span(*span), "x") for span in spans])


def test_insertions_at_one_place_keep_their_order() -> None:
    edits = [Edit(Span(1, 1), "1"), Edit(Span(1, 1), "2"), Edit(Span(1, 2), "3")]
    assert edited(manuscript_of(b"abc", "x.txt"), edits) == b"a123c"


def test_a_file_is_replaced_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"one\r\n")
    path.chmod(0o640)
    (tmp_path / "x.md.bak").write_bytes(b"of before")
    assert replace_in_place(path, b"two") == tmp_path / "x.md.bak2"
    assert replace_in_place(str(path), b"three") == tmp_path / "x.md.bak3"
    contents = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert contents == {"x.md": b"three", "x.md.bak": b"of before", "x.md.bak2": b"one\r\n", "x.md.bak3": b"two"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("x.md.bak[23]")} == {0o640}
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "x.md"
    path.write_bytes(b"one")
    link = tmp_path / "link.md"
    link.symlink_to(path)
    assert replace_in_place(link, b"two") == tmp_path / "folder" / "x.md.bak"
    assert link.is_symlink()
    assert path.read_bytes() == b"two"


def test_a_backup_is_not_written_through_a_link(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"one")
    (tmp_path / "x.md.bak").symlink_to(tmp_path / "nowhere")
    assert replace_in_place(path, b"two") == tmp_path / "x.md.bak2"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"one")
    calls = []
    draft = files._draft

    def full(draft_path: Path, target: Path, data: bytes) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        draft(draft_path, target, data)

    monkeypatch.setattr(files, "_draft", full)
    with pytest.raises(InputError, match="No space left on device"):
        replace_in_place(path, b"two")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"x.md": b"one"}


def test_a_folder_that_takes_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"one")
    opened = os.open

    def refused(name: object, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return opened(name, flags, mode)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(
        InputError, match=r"no backup can be written: .*x\.md\.bak: Permission denied; x\.md is as it was"
    ):
        replace_in_place(path, b"two")
    monkeypatch.undo()
    assert path.read_bytes() == b"one"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "x.md"
    path.write_bytes(b"one")
    folder.chmod(0o500)
    try:
        with pytest.raises(InputError, match="no backup can be written"):
            replace_in_place(path, b"two")
        assert path.read_bytes() == b"one"
    finally:
        folder.chmod(0o700)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can not be read: No such file or directory; nothing was written"):
        replace_in_place(tmp_path / "x.md", b"two")
    assert list(tmp_path.iterdir()) == []
