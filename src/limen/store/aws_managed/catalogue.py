"""Reading the snapshot of AWS managed policies that tools/build_data.py writes; PROVENANCE.json names its sources.

The snapshot has the default versions only and no descriptions, which are AWS's sentences. No source publishes the
policies' unique ids; they are derived from the ARN, in the form and with the account number of AWS's ids
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
PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_OWN_PREFIX = "arn:aws:"
# The account that is encoded in the unique ids of AWS managed policies, such as `ANPAZKAPJZG4...`.
OWNER = "639982225848"


@dataclass(frozen=True, slots=True)
class AWSManagedPolicy:
    """An AWS managed policy with its default version; `document` is compact JSON text, times are aware and in UTC."""

    name: str
    path: str
    default_version_id: str
    create_date: datetime
    update_date: datetime
    document: str
    partition: str = PARTITIONS[0]

    @property
    def arn(self) -> str:
        """ARN with the path, such as `arn:aws:iam::aws:policy/job-function/Billing`."""
        return f"arn:{self.partition}:iam::aws:policy{self.path}{self.name}"

    @property
    def policy_id(self) -> str:
        """The unique id, always the same for the same ARN."""
        return make_unique_id(POLICY_PREFIX, OWNER, sha256(self.arn.encode()).digest()[:ENTROPY_BYTES])


def load_aws_managed_policies(partition: str = PARTITIONS[0]) -> Mapping[str, AWSManagedPolicy]:
    """All of them by ARN, ordered by name. The first call reads the snapshot, later ones return the same mapping.

    The snapshot is of the partition `aws`; for another partition, ARNs name that one, also in documents. An unknown
    partition has no AWS managed policies.
    """
    return _load(partition) if partition in PARTITIONS else MappingProxyType({})


def find_aws_managed_policy(arn: str) -> AWSManagedPolicy | None:
    """The policy with exactly that ARN, in whichever partition the ARN names."""
    _, _, rest = arn.partition(":")
    return load_aws_managed_policies(rest.partition(":")[0]).get(arn)


@cache
def _load(partition: str) -> Mapping[str, AWSManagedPolicy]:
    """The policies of a known partition; unknown ones, which requests choose, must not fill the cache."""
    packed = files(__package__).joinpath(SNAPSHOT).read_bytes()
    policies = (_parse_row(row, partition) for row in json.loads(lzma.decompress(packed)))
    return MappingProxyType({policy.arn: policy for policy in policies})


def _parse_row(row: list[str], partition: str) -> AWSManagedPolicy:
    name, path, version, created, updated, document = row
    return AWSManagedPolicy(
        name=name,
        path=path,
        default_version_id=version,
        create_date=datetime.fromisoformat(created),
        update_date=datetime.fromisoformat(updated),
        document=document.replace(_OWN_PREFIX, f"arn:{partition}:"),
        partition=partition,
    )
