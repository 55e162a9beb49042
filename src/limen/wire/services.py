"""The services that are spoken, and their models out of botocore's data, loaded once per process."""

import gzip
import json
from functools import cache
from importlib.resources import files

from limen.wire.errata import correct
from limen.wire.model import Service

API_VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
SERVICES = frozenset(API_VERSIONS)
_SERVICES_BY_VERSION = {version: service for service, version in API_VERSIONS.items()}


@cache
def load_service(name: str) -> Service:
    """The model of `iam` or `sts`; raises `KeyError` for another name."""
    path = files("botocore") / "data" / name / API_VERSIONS[name] / "service-2.json.gz"
    return Service(name, correct(name, json.loads(gzip.decompress(path.read_bytes()))))


def find_service_of_version(version: str) -> str | None:
    """The service whose API has that version, or `None`."""
    return _SERVICES_BY_VERSION.get(version)


def is_unsigned_operation(service: str, operation: str) -> bool:
    """Whether the operation takes no signature (`authtype: none`)."""
    return load_service(service).get_operation(operation).is_unsigned
