"""Check the archive of a case. Needs Python 3.9 or later and nothing else:

    python verify.py ARCHIVE.zip

Every part must be there with the length and the SHA-256 that manifest.json gives, and nothing beside them.
Prints what is wrong, one line each; exit code 0: whole, 1: not whole, 2: no archive.
"""

import hashlib
import json
import sys
import zipfile
from typing import Any

MANIFEST = "manifest.json"
BESIDE = {MANIFEST, "verify.py"}
"""What a manifest does not list: itself, and this script."""


def problems(path: Any) -> list[str]:
    """What is wrong with the archive, in words. Raises zipfile.BadZipFile, KeyError, ValueError if it is none."""
    found = []
    with zipfile.ZipFile(path) as archive:
        listed = {row["path"]: row for row in json.loads(archive.read(MANIFEST).decode("utf-8"))["files"]}
        names = archive.namelist()
        for name in sorted({name for name in names if names.count(name) > 1}):
            found.append("twice: " + name)
        for name in sorted(set(names) - set(listed) - BESIDE):
            found.append("not in the manifest: " + name)
        for name, row in sorted(listed.items()):
            if name not in names:
                found.append("missing: " + name)
                continue
            try:
                data = archive.read(name)
            except zipfile.BadZipFile:
                found.append("damaged: " + name)
                continue
            if len(data) != row["size"] or hashlib.sha256(data).hexdigest() != row["sha256"]:
                found.append("changed: " + name)
    return found


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        found = problems(arguments[0])
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        print(f"no archive of a case: {error}")
        return 2
    for line in found:
        print(line)
    print(f"NOT WHOLE: {len(found)} problems" if found else "whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
