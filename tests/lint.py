"""Style, types, layers, templates, migrations: all of it, then one verdict. `make lint` runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PACKAGES = ("hall", "accounts", "items", "forms", "guidance", "search")
COMMANDS = {
    "style": [BIN / "ruff", "check", "."],
    "shape": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy", *(part for package in PACKAGES for part in ("-p", package))],
    "layers": [BIN / "lint-imports"],
    "templates": [BIN / "djhtml", "--check", "--tabwidth", "2", "templates"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "system checks": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
}
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/(?:ld\+)?json")|\sstyle=|\son[a-z]+="|javascript:""", re.I
)
SAFE = re.compile(r"\|\s*safe\b")


def templates() -> list[Path]:
    """Every template of the project."""
    return [file for file in ROOT.glob("[!.]*/**/*.html") if "node_modules" not in file.parts]


def house_rules() -> list[str]:
    """What breaks a rule of this project, as lines `file:number: why`."""
    found = []
    if (ROOT / "site" / "__init__.py").exists():
        found.append("site/__init__.py: `site/` must never be a package; it would hide Python's own `site`")
    for file in templates():
        lines = file.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            place = f"{file.relative_to(ROOT)}:{number}"
            if INLINE.search(line):
                found.append(f"{place}: inline style or script: {line.strip()[:80]}")
            if SAFE.search(line) and "{#" not in line + lines[number - 2]:
                found.append(f"{place}: `|safe` without a comment that says why")
    return found


def main() -> int:
    """How many checks failed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")])}
    failed = []
    for name, command in COMMANDS.items():
        result = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        print(f"{'ok    ' if result.returncode == 0 else 'FAILED'} {name}", flush=True)
        if result.returncode:
            failed.append(name)
            print(result.stdout)
    broken = house_rules()
    print(f"{'FAILED' if broken else 'ok    '} house rules", *broken, sep="\n" if broken else "")
    return len(failed) + bool(broken)


if __name__ == "__main__":
    sys.exit(main())
