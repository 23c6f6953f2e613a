"""The package as people get it: a wheel, an sdist, an editable install; and the floors."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(f"{folder}/{path.name}" for folder in ("templates", "derivations") for path in (ROOT / folder).iterdir())

LOOK = """
import matcalc.resources
from matcalc.problems.library import list_problems, load_problem
print(matcalc.resources.__file__)
for folder in ("templates", "derivations"):
    for path in sorted(matcalc.resources.data_folder(folder).iterdir()):
        print(f"{folder}/{path.name}")
for name in list_problems():
    load_problem(name)
"""


def run(*words: str | Path, cwd: Path = ROOT) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([*words], cwd=cwd, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


def fresh_python(folder: Path) -> Path:
    """The Python of a new virtual environment that sees this one's dependencies, after its own packages."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    dependencies = Path(pytest.__file__).parents[1]
    (Path(own) / "dependencies.pth").write_text(f"{dependencies}\n")
    return python


def install(python: Path, *what: str | Path) -> None:
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed", "--quiet")
    run(python, "-m", "pip", "--disable-pip-version-check", "install", *offline, *what)


@pytest.mark.parametrize("form", ["wheel", "sdist", "editable"])
def test_each_way_of_installing_finds_its_files(built: Path, tmp_path: Path, form: str) -> None:
    python = fresh_python(tmp_path / "venv")
    pattern = {"wheel": "*.whl", "sdist": "*.tar.gz"}
    install(python, *(["-e", ROOT] if form == "editable" else [next(built.glob(pattern[form]))]))
    where, *files = run(python, "-c", LOOK, cwd=tmp_path).splitlines()
    assert Path(where).is_relative_to(ROOT if form == "editable" else tmp_path)
    assert files == sorted(files, key=lambda name: (not name.startswith("templates"), name))
    assert sorted(files) == FILES
    listed = run(tmp_path / "venv" / "bin" / "matcalc", "list", cwd=tmp_path)
    assert "dense-layer " in listed


def test_an_unpacked_sdist_works_without_installing(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    where, *files = run(sys.executable, "-c", LOOK, cwd=folder).splitlines()
    assert Path(where).is_relative_to(folder)
    assert sorted(files) == FILES
    assert (folder / "tests" / "test_packaging.py").is_file()


def test_the_wheel_has_the_license_and_the_types_and_no_tests(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
    assert "matcalc/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"matcalc", "matcalc_derive"}
    assert not [name for name in names if "test" in name.split("/")[1]]


def test_every_data_file_of_the_package_is_in_the_wheel(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    files = [path for path in (ROOT / "matcalc").rglob("*") if path.is_file()]
    relative = [path.relative_to(ROOT) for path in files]
    assert {path.as_posix() for path in relative if not any(part[0] in "._" for part in path.parts[:-1])} <= names


def test_every_floor_is_named_in_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    floors = {name.strip().removeprefix("matcalc.") for floor in contract["layers"] for name in floor.split("|")}
    parts = {
        path.stem for path in (ROOT / "matcalc").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert floors == parts - {"__init__", "__main__"}


def test_the_readme_names_the_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, after = readme.partition("\n<!-- test command -->\n")
    _, _, block = after.partition("```")
    assert ".venv/bin/pytest" in block.partition("```")[0]
