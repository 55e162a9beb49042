"""Reading the snapshot of AWS managed policies that tools/build_data.py makes; PROVENANCE.json tells from what.

The snapshot holds the default versions only and no descriptions: those are AWS' own sentences. No source publishes the
policies' unique ids; they are derived from the ARN, in the form and with the account number that AWS' ids carry
(spec api 2.1).
"""

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType

from limen.domain.identifiers import ENTROPY_BYTES, POLICY_PREFIX, make_unique_id

SNAPSHOT = "policies.json.xz"
ARN_PREFIX = "arn:aws:iam::aws:policy"
# The account that is folded into the unique ids of AWS' own policies, such as `ANPAZKAPJZG4...`.
OWNER = "639982225848"


@dataclass(frozen=True, slots=True)
class AWSManagedPolicy:
    """A policy of AWS' with its default version; `document` is compact JSON text, times are aware and in UTC."""

    name: str
    path: str
    default_version_id: str
    create_date: datetime
    update_date: datetime
    document: str

    @property
    def arn(self) -> str:
        """ARN with the path, as `arn:aws:iam::aws:policy/job-function/Billing`."""
        return f"{ARN_PREFIX}{self.path}{self.name}"

    @property
    def policy_id(self) -> str:
        """Unique id: always the same for the same ARN."""
        return make_unique_id(POLICY_PREFIX, OWNER, sha256(self.arn.encode()).digest()[:ENTROPY_BYTES])


@cache
def load_aws_managed_policies() -> Mapping[str, AWSManagedPolicy]:
    """All of them by ARN, ordered by name. The first call reads the snapshot, later ones return the same mapping."""
    packed = files(__package__).joinpath(SNAPSHOT).read_bytes()
    policies = (_parse_row(row) for row in json.loads(lzma.decompress(packed)))
    return MappingProxyType({policy.arn: policy for policy in policies})


def _parse_row(row: list[str]) -> AWSManagedPolicy:
    name, path, version, created, updated, document = row
    return AWSManagedPolicy(
        name=name,
        path=path,
        default_version_id=version,
        create_date=datetime.fromisoformat(created),
        update_date=datetime.fromisoformat(updated),
        document=document,
    )
