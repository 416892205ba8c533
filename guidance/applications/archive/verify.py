"""Check the archive of a case. Needs Python 3.9 or later and nothing else:

    python verify.py ARCHIVE.zip

Every part must be there with the length and the SHA-256 that manifest.json gives, and nothing beside them. This finds
damage, and files that were changed, added or taken out, unless the manifest was replaced as well: it is not signed.
Compare the SHA-256 of the manifest, which is printed, with the one that the hall shows on the page of the case.
Prints what is wrong, one line each; exit code 0: agrees with its manifest, 1: does not, 2: no archive.
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


def manifest_hash(path: Any) -> str:
    """The SHA-256 of the manifest, as the hall shows it with the export."""
    with zipfile.ZipFile(path) as archive:
        return hashlib.sha256(archive.read(MANIFEST)).hexdigest()


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        found, manifest = problems(arguments[0]), manifest_hash(arguments[0])
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        print(f"no archive of a case: {error}")
        return 2
    for line in found:
        print(line)
    print(f"NOT WHOLE: {len(found)} problems" if found else "whole, as far as its manifest says")
    print("SHA-256 of the manifest, to compare with the hall's: " + manifest)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
