"""Every room of the house says its law at the door, and no folder of code hides from the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.house.files import MADE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

README_LINES = 10


def rooms(root: Path) -> list[Path]:
    """Every child folder of app that holds code or words, and the rooms beside app."""
    inside = [folder for folder in sorted((root / "app").iterdir()) if folder.is_dir() and folder.name not in MADE]
    return [*inside, root / "optimizer", root / "seeds", root / "tests"]


def doors_without_law(root: Path) -> list[str]:
    """Rooms whose README is missing, empty or longer than ten lines."""
    readmes = [room / "README.md" for room in rooms(root)]
    return [
        str(readme.relative_to(root))
        for readme in readmes
        if not readme.exists() or not 0 < len(readme.read_text().splitlines()) <= README_LINES
    ]


def unseen_folders(root: Path) -> list[str]:
    """Folders of Python files without `__init__.py`: import-linter does not look inside them."""
    folders = {path.parent for room in ("app", "optimizer", "seeds") for path in (root / room).rglob("*.py")}
    # Alembic reads its revisions by path; nothing imports them.
    return sorted(
        str(folder.relative_to(root))
        for folder in folders
        if not (folder / "__init__.py").exists() and "app/migrations" not in folder.as_posix()
    )


def _house(root: Path, lines: int = 2) -> Path:
    for room in ("app/domain", "optimizer", "seeds", "tests"):
        (root / room).mkdir(parents=True)
        (root / room / "README.md").write_text("law\n" * lines)
        (root / room / "__init__.py").touch()
    (root / "app/__init__.py").touch()
    return root


def test_every_room_says_its_law_in_ten_lines() -> None:
    assert doors_without_law(ROOT) == []


def test_no_folder_of_code_hides_from_the_contracts() -> None:
    assert unseen_folders(ROOT) == []


def test_a_room_without_a_readme_is_found(tmp_path: Path) -> None:
    (_house(tmp_path) / "app/jobs").mkdir()

    assert doors_without_law(tmp_path) == ["app/jobs/README.md"]


def test_a_readme_of_ten_lines_is_short_enough(tmp_path: Path) -> None:
    assert doors_without_law(_house(tmp_path, lines=10)) == []


def test_a_readme_of_eleven_lines_is_found(tmp_path: Path) -> None:
    assert "seeds/README.md" in doors_without_law(_house(tmp_path, lines=11))


def test_an_empty_readme_is_found(tmp_path: Path) -> None:
    assert "seeds/README.md" in doors_without_law(_house(tmp_path, lines=0))


def test_a_folder_of_code_without_its_marker_is_found(tmp_path: Path) -> None:
    hidden = _house(tmp_path) / "app/domain/tasks"
    hidden.mkdir()
    (hidden / "score.py").touch()

    assert unseen_folders(tmp_path) == ["app/domain/tasks"]
