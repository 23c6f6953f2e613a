"""Where the files that are not Python are: the templates and the derivations."""

from pathlib import Path

from matcalc.errors import InstallationError

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder `name` ("templates" or "derivations").

    A wheel carries it inside the package, in matcalc/data; a clone, an sdist and an editable install have it next to
    the package. Raises InstallationError where the installation lacks it.
    """
    for folder in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise InstallationError(f"the folder {name!r} is missing from this installation of matcalc: install it again")
