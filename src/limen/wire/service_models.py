"""The known services and their models from botocore's data, loaded once per process.

A service is named by its signing name, which is also the prefix of its actions; botocore's folders differ from it.
"""

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any

from limen.wire.errata import correct
from limen.wire.service_model import Service

API_VERSIONS = {
    "access-analyzer": "2019-11-01",
    "cloudtrail": "2013-11-01",
    "iam": "2010-05-08",
    "limen": "2026-11-01",
    "organizations": "2016-11-28",
    "signin": "2023-01-01",
    "sts": "2011-06-15",
}
SERVICES = frozenset(API_VERSIONS)
OWN_MODELS = "own_models"
FOLDERS = {"access-analyzer": "accessanalyzer"}
"""Folders in botocore's data whose name is not the signing name."""

OWN_SERVICES = frozenset({"limen"})
"""Services that Limen adds; their models ship with it, in the format and the folders of botocore's."""

QUERY_VERSIONS = {API_VERSIONS[service]: service for service in ("iam", "sts")}
"""By `Version`: the services of the Query protocol. Only these can be found this way."""


@cache
def load_service(name: str) -> Service:
    """The model of a service; raises `KeyError` for an unknown name."""
    document = json.loads(_read_model(name, API_VERSIONS[name]), object_hook=_without_documentation)
    return Service(name, correct(name, document))


def _read_model(name: str, version: str) -> bytes:
    if name in OWN_SERVICES:
        return (files(__package__) / OWN_MODELS / name / version / "service-2.json").read_bytes()
    path = files("botocore") / "data" / FOLDERS.get(name, name) / version / "service-2.json.gz"
    return gzip.decompress(path.read_bytes())


def find_service_of_version(version: str) -> str | None:
    """The Query service whose API has this version, or `None`."""
    return QUERY_VERSIONS.get(version)


@cache
def services_by_target() -> dict[str, str]:
    """By the prefix of `X-Amz-Target`: the services of the JSON protocol."""
    services = map(load_service, sorted(SERVICES))
    return {prefix: service.name for service in services for prefix in service.target_prefixes}


def is_unsigned_operation(service: str, operation: str) -> bool:
    """Whether the operation takes no signature (`authtype: none`)."""
    return load_service(service).get_operation(operation).is_unsigned


def _without_documentation(value: dict[str, Any]) -> dict[str, Any]:
    """Drop documentation texts, which are most of a model. A member may have that name too; its value is not a text."""
    if isinstance(value.get("documentation"), str):
        del value["documentation"]
    return value
