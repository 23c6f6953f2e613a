"""Execute the notebooks of examples/ and store what they show: python tests/examples/update.py. Then read the diff."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from executed import EXAMPLES, executed, text_of  # found through the line above


def main() -> None:
    for path in EXAMPLES:
        path.write_text(text_of(executed(path)), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
