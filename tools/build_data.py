"""Rebuild the packaged facts: the catalog of services and the AWS managed policies (spec gateway 1).

    python -m tools.build_data            build and write python -m tools.build_data --check    build and compare with
    the committed files; 1 if they differ python -m tools.build_data --shrink   allow a count to fall by more than two
    percent

Sources are pinned in tools/sources.py. PROVENANCE.json next to each snapshot names its sources.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import catalog, managed_policies
from tools.sources import CATALOG, CATALOG_WITH_DEPENDENTS, MANAGED_POLICIES, Source, download

ROOT = Path(__file__).resolve().parents[1] / "src" / "limen"
CATALOG_SNAPSHOT = ROOT / "policy" / "catalog" / "services.zip"
POLICIES_SNAPSHOT = ROOT / "store" / "aws_managed" / "policies.json.xz"
PROVENANCE = "PROVENANCE.json"
LOSS = 0.02  # How much a count may fall from one build to the next.


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The output: the bytes, their sources and their counts."""

    path: Path
    content: bytes
    sources: tuple[Source, ...]
    counts: Mapping[str, int]

    def provenance(self) -> str:
        """Render its PROVENANCE.json."""
        summary = {
            "snapshot": self.path.name,
            "bytes": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "counts": dict(self.counts),
            "sources": [source.describe() for source in self.sources],
        }
        return json.dumps(summary, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.build_data", description="Rebuild the packaged facts.")
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    parser.add_argument("--shrink", action="store_true", help="allow counts to fall")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        snapshots = [build_catalog(Path(folder)), build_policies(Path(folder))]
    problems = [problem for s in snapshots for problem in (differences(s) if options.check else losses(s))]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems and (options.check or not options.shrink):
        return 1
    for snapshot in snapshots:
        if not options.check:
            write(snapshot)
        print(f"{snapshot.path.name}: {len(snapshot.content):,} bytes, {dict(snapshot.counts)}")
    return 0


def build_catalog(folder: Path) -> Snapshot:
    references = [catalog.read_reference(download(source, folder)) for source in (CATALOG, CATALOG_WITH_DEPENDENTS)]
    services = catalog.build_services(*references)
    return Snapshot(
        path=CATALOG_SNAPSHOT,
        content=catalog.pack(services),
        sources=(CATALOG, CATALOG_WITH_DEPENDENTS),
        counts=catalog.count(services),
    )


def build_policies(folder: Path) -> Snapshot:
    policies = managed_policies.read_policies(download(MANAGED_POLICIES, folder))
    return Snapshot(
        path=POLICIES_SNAPSHOT,
        content=managed_policies.build_policies(policies),
        sources=(MANAGED_POLICIES,),
        counts={"policies": len(policies)},
    )


def differences(snapshot: Snapshot) -> list[str]:
    if snapshot.path.is_file() and snapshot.path.read_bytes() == snapshot.content:
        return []
    return [f"{snapshot.path.name} is not what its sources give"]


def losses(snapshot: Snapshot) -> list[str]:
    """The counts that fell too far below the committed ones: in July 2026 a source silently lost two columns."""
    summary = snapshot.path.with_name(PROVENANCE)
    if not summary.is_file():
        return []
    before: Mapping[str, int] = json.loads(summary.read_text(encoding="utf-8"))["counts"]
    return [
        f"{snapshot.path.name}: {name} fell from {count} to {snapshot.counts.get(name, 0)}"
        for name, count in before.items()
        if snapshot.counts.get(name, 0) < count * (1 - LOSS)
    ]


def write(snapshot: Snapshot) -> None:
    snapshot.path.write_bytes(snapshot.content)
    snapshot.path.with_name(PROVENANCE).write_text(snapshot.provenance(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
