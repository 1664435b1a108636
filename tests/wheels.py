"""Packages that hold nothing but their names and needs, and an index of them: to install without a network.

The tools that build are packages of this file: with nothing but the standard library it builds whatever asks for them.
"""

import base64
import hashlib
import io
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from email import message_from_string
from html import escape
from importlib.metadata import version
from pathlib import Path

BUILDERS = {"setuptools": "build_meta", "hatchling": "build"}


def metadata(name: str, number: str, summary: str, requires: Iterable[str] = ()) -> str:
    """What a package says of itself."""
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\nSummary: {summary}\n"
    return head + "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)


def write_wheel(folder: Path, text: str, build: str = "", files: Mapping[str, str] | None = None) -> Path:
    """A wheel for any Python, of files and metadata; a build number makes it preferred to a wheel without one."""
    about = message_from_string(text)
    stem = f"{about['Name'].replace('-', '_')}-{about['Version']}"
    content = dict(files or {}) | {
        f"{stem}.dist-info/METADATA": text,
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{name},sha256={_digest(data)},{len(data.encode())}\n" for name, data in content.items()]
    content[f"{stem}.dist-info/RECORD"] = "".join(rows) + f"{stem}.dist-info/RECORD,,\n"
    path = folder / f"{stem}{build}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def _digest(data: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data.encode()).digest()).rstrip(b"=").decode()


def write_sources(folder: Path, text: str) -> Path:
    """Sources to be built by setuptools, for want of a pyproject.toml."""
    about = message_from_string(text)
    stem = f"{about['Name']}-{about['Version']}"
    path = folder / f"{stem}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in {"PKG-INFO": text, "setup.py": ""}.items():
            member = tarfile.TarInfo(f"{stem}/{name}")
            member.size = len(data.encode())
            archive.addfile(member, io.BytesIO(data.encode()))
    return path


def builder(name: str) -> dict[str, str]:
    """The files of a tool that builds: this one, and the module by which it is called."""
    called = f"""
from .wheels import built as _built
def build_wheel(folder, settings=None, metadata_folder=None):
    return _built(folder, {name!r})
build_editable = build_wheel
class __legacy__:
    build_wheel = staticmethod(build_wheel)
"""
    sources = Path(__file__).read_text(encoding="utf-8")
    return {f"{name}/__init__.py": "", f"{name}/wheels.py": sources, f"{name}/{BUILDERS[name]}.py": called}


def built(folder: str, name: str) -> str:
    """Build what is in the current folder, as a build tool does, and leave in its summary who did it."""
    if Path("pyproject.toml").exists():
        project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
        known, requires = (project["name"], project["version"]), project["dependencies"]
    else:
        about = message_from_string(Path("PKG-INFO").read_text(encoding="utf-8"))
        known, requires = (about["Name"], about["Version"]), ()
    return write_wheel(Path(folder), metadata(*known, f"built with {name} {version(name)}", requires)).name


def sha256(path: Path) -> str:
    """The hash by which a lock knows a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_index(folder: Path, files: Mapping[str, Iterable[Path]]) -> str:
    """An index of files by package, as the standard for simple indexes has it; its address."""
    for name, paths in files.items():
        page = folder / name / "index.html"
        page.parent.mkdir(parents=True)
        links = (f'<a href="{escape(path.as_uri())}#sha256={sha256(path)}">{path.name}</a>' for path in paths)
        page.write_text("<!DOCTYPE html>\n" + "\n".join(links), encoding="utf-8")
    return folder.as_uri()
