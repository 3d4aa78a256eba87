"""What is installed is what the repository holds, and nothing beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from docs import make_man

ROOT = Path(__file__).resolve().parents[2]
MANUAL = "so_tui-{version}.data/data/share/man/man1"
INSIDE = {"styles": "so_tui/_styles", "data": "so_tui/_data", "so_tui": "so_tui", "man": MANUAL}


def tracked() -> set[str]:
    """The package's files as git knows them, by their names inside the wheel."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of files to compare with")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *INSIDE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return {INSIDE[top] + "/" + rest for top, _, rest in (name.partition("/") for name in names)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_exactly_the_packages_files(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    version = wheel.name.split("-")[1]
    assert held == {name.format(version=version) for name in tracked()}


def test_a_private_case_file_left_in_data_is_not_shipped(wheel: Path, tmp_path: Path) -> None:
    stray = ROOT / "data" / "stray-case-of-a-test.toml"
    stray.write_text("label = 'private'\n", encoding="utf-8")
    try:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
    finally:
        stray.unlink()
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        assert not [name for name in archive.namelist() if "stray" in name]


@pytest.mark.deep
def test_the_wheel_runs_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "a home with spaces"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], check=True)
    subprocess.run([python, "-m", "pip", "check"], check=True)
    environment = {**os.environ, "SO_TUI_HOME": str(tmp_path / "casebook")}
    program = home / "bin" / "so-tui"

    def run(*words: str, given: str | None = None) -> str:
        done = subprocess.run(
            [program, *words],
            input=given,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=True,
        )
        return done.stdout

    assert "0.1.0" in run("--version")
    assert {one.name for one in (home / "share/man/man1").iterdir()} == set(make_man.pages())
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    for page in ("so-tui", "so-tui-item"):
        found = subprocess.run(
            ["man", "-w", page], capture_output=True, text=True, check=True,
            env={"PATH": f"{home / 'bin'}:{os.environ['PATH']}"},
        )  # fmt: skip
        assert found.stdout == f"{home}/share/man/man1/{page}.1\n"
    run("--today", "2026-11-25", "new", "Rosa", "--visit", "2026-12-17")
    assert "Rosa" in run("cases")
    assert run("--today", "2026-11-25", "next", "Rosa")
