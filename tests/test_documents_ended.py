"""Programs that make PDF files and do not end, and runs that are ended while they work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matcalc.documents.pdf import compiled
from matcalc.documents.source_error import SourceError
from matcalc.documents.tex import MOST_SECONDS

FOR_EVER = "#!/bin/sh\necho $$ > {pid}\nexec sleep 600\n"

RUN = """
import sys
from matcalc.documents.document import Document
from matcalc.documents.pdf import pdf
from matcalc.documents.printing import PdfEngine, Printing
pdf(Document("", ()), Printing(pdf_engine=PdfEngine.TEX))
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def has_limit(process: int) -> bool:
    """Whether it would be ended even if we could not do it. Linux says so in this file."""
    limits = Path(f"/proc/{process}/limits").read_text(encoding="ascii")
    (line,) = [line for line in limits.splitlines() if line.startswith("Max cpu time")]
    return f" {2 * MOST_SECONDS} " in line


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_tex_started_is_ended_with_us(tmp_path: Path, name: str) -> None:
    pid, temporary = tmp_path / "pid", tmp_path / "temporary"
    temporary.mkdir()
    program = tmp_path / "tectonic"
    program.write_text(FOR_EVER.format(pid=pid))
    program.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(temporary)}
    run = subprocess.Popen([sys.executable, "-c", RUN], env=environment, stderr=subprocess.PIPE)
    latest = time.monotonic() + 60
    while not (pid.exists() and pid.read_text().strip() and has_limit(int(pid.read_text()))):
        assert run.poll() is None
        assert time.monotonic() < latest
        time.sleep(0.02)
    process = int(pid.read_text())
    run.send_signal(signal.Signals[name])
    run.communicate(timeout=30)
    assert run.returncode == -signal.Signals[name]
    assert not is_there(process)
    assert os.listdir(temporary) == []


def test_a_loop_in_a_loop_is_given_up() -> None:
    source = "#for a in range(9000) { for b in range(300) { let x = a } }"  # a second or so
    with pytest.raises(SourceError, match=r"what the templates make: it takes more than 0\.05 seconds$"):
        compiled(source, 0.05)
    assert compiled("in time", 30).startswith(b"%PDF")
