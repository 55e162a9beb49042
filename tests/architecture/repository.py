"""The limits on committed files: no address of a package index, no path of the machine it was written on."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

# Written in pieces, so that this file may be committed.
INDEX = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "yarn" + r"pkg\.com")))
# A path that begins here; one that continues a name, an ARN or a URL is something else.
MACHINE_PATH = re.compile(r"(?<![\w.:/*}>$-])/(?:work|root|farm|tmp)/" + r"[a-z_.]")


def committed_files() -> tuple[Path, ...]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


def unwanted(name: str, content: bytes) -> Iterator[str]:
    if b"\0" in content:
        return
    for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
        if INDEX.search(line):
            yield f"{name}:{number}: the address of a package index"
        if MACHINE_PATH.search(line):
            yield f"{name}:{number}: a path of some machine"
