"""Write the golden documents anew: python tests/golden/update.py. Then read the difference before you keep it."""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from golden_documents import GOLDEN  # noqa: E402  # found through the line above

from matcalc import lint, load_problem  # noqa: E402
from matcalc.documents.lint import lint_report  # noqa: E402


def main() -> None:
    for name, made in GOLDEN.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
        sys.stdout.write(f"{name}\n")
    for path in sorted((FOLDER.parent / "clashes").glob("*.toml")):
        problem = load_problem(path)
        path.with_suffix(".txt").write_text(lint_report(problem, lint(problem)), encoding="utf-8")
        sys.stdout.write(f"{path.stem}\n")


if __name__ == "__main__":
    main()
