"""The form of a `Resource` or `NotResource` entry at put time (semantics L11): whether it is an ARN that IAM stores."""

from limen.domain.arn import PARTS

PARTITIONS = frozenset(
    {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"},
)
IAM_PATHS = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
# Buckets have no region in their ARN, but these have one (service authorization reference of S3).
_REGIONAL_S3 = ("accesspoint", "access-grants", "async-request", "job", "storage-lens")

_VENDOR_FAULT = "Resource vendor must be fully qualified and cannot contain regexes."
_IAM_PATH_FAULT = f'IAM resource path must either be "*" or start with {", ".join(IAM_PATHS)}.'
_UNLISTED_IAM_PATHS = ("root", "role-template/")
"""Paths that the message does not list but IAM accepts: AWS managed policies use them."""
_PADDING = ("*",) * PARTS


def is_complete_arn(resource: str) -> bool:
    """Whether all six parts are present."""
    return resource.startswith("arn:") and resource.count(":") >= PARTS - 1


def find_resource_fault(resource: str) -> str | None:
    """IAM's message for a resource that it does not store, or `None`; the resource need not exist."""
    if resource == "*":
        return None
    is_arn = resource.startswith("arn:")
    parts = resource.split(":", PARTS - 1)[1:]
    # The part after a colon is checked as the partition first, whatever precedes it (observed on AWS).
    if (is_arn or parts) and not _is_partition(parts[0]):
        return _partition_fault(*parts)
    if not is_arn:
        return f'Resource {resource} must be in ARN format or "*".'
    rest = parts[1:]
    if not rest or _has_wildcard(rest[0]):
        return _VENDOR_FAULT
    return _service_fault(resource, rest)


def find_foreign_partition(resource: str, partition: str) -> str | None:
    """IAM's message for a resource of another partition than the account's, or `None`; patterns are compared later."""
    parts = resource.split(":", PARTS - 1)[1:]
    if not parts or parts[0] == partition or _has_wildcard(parts[0]):
        return None
    return _partition_fault(*parts)


def has_legacy_fault(resource: str) -> bool:
    """Whether the legacy parser, which only gets well-formed resources, fails: no service, or parts missing."""
    if resource == "*":
        return False
    service = resource.split(":")[2]
    return not service or ("::" in resource and not is_complete_arn(resource))


def _is_partition(partition: str) -> bool:
    """Whether it is a partition, or a pattern that begins like one; the evaluator compares it (semantics L11)."""
    prefix = partition.partition("*")[0].partition("?")[0]
    if prefix == partition:
        return partition in PARTITIONS
    return any(known.startswith(prefix) for known in PARTITIONS)


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _partition_fault(partition: str, *rest: str) -> str:
    given = () if rest == ("",) else rest
    arn = ":".join(("arn", partition, *given, *_PADDING)[:PARTS])
    return f'Partition "{partition}" is not valid for resource "{arn}".'


def _service_fault(resource: str, rest: list[str]) -> str | None:
    service, region, _, name = (*rest, *("",) * PARTS)[: PARTS - 2]
    if service == "iam" and region:
        return f"IAM resource {resource} cannot contain region information."
    if (
        service == "iam"
        and is_complete_arn(resource)
        and name != "*"
        and not name.startswith((*IAM_PATHS, *_UNLISTED_IAM_PATHS))
    ):
        return _IAM_PATH_FAULT
    if service == "s3" and region and name != "*" and not name.startswith(_REGIONAL_S3):
        return f"Resource {resource} can not contain region information."
    return None
