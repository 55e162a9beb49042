"""A service's model, compiled from a `service-2.json` when first asked for.

`Service` refuses a model that uses a trait that this code does not implement, instead of parsing it wrongly.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from limen.errors import LimenError
from limen.wire.model import EMPTY_STRUCTURE, FaultModel, Location, OperationModel, Place, Shape

PROTOCOLS = ("json", "rest-json", "query")
"""The protocols of this package, in the order in which botocore prefers them (`botocore.model.ServiceModel`).

A model may list several in `protocols`. The first of these that it lists is the service's; a request in another one is
answered as a malformed request in the service's own. No service here lists a second one today, CBOR included.
"""

NO_AUTHENTICATION = "none"
SERVER_FAULT_STATUS = 500
UNSUPPORTED_SHAPE_TRAITS = ("flattened", "streaming", "eventstream", "event", "document", "xmlAttribute")
UNSUPPORTED_MEMBER_TRAITS = ("streaming", "eventpayload", "eventheader", "hostLabel", "flattened")


class ServiceModelError(LimenError):
    """The model uses something that this code does not implement."""


class Service:
    """One service's model. Operations and their shapes are compiled when first asked for."""

    __slots__ = (
        "_compiled",
        "_faults",
        "_operations",
        "_raw_shapes",
        "_shapes",
        "api_version",
        "json_version",
        "name",
        "namespace",
        "protocol",
        "target_prefixes",
    )

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        """Wrap a parsed and corrected `service-2.json`; `name` is the signing name."""
        metadata = document["metadata"]
        self.name = name
        self.api_version: str = metadata["apiVersion"]
        self.protocol = _choose_protocol(name, metadata)
        self.namespace: str = metadata.get("xmlNamespace", "")
        self.target_prefixes = _name_targets(metadata.get("targetPrefix", ""))
        self.json_version: str = metadata.get("jsonVersion", "")
        self._operations: Mapping[str, Mapping[str, Any]] = document["operations"]
        self._raw_shapes: Mapping[str, Mapping[str, Any]] = document["shapes"]
        self._compiled: dict[str, OperationModel] = {}
        self._faults: Mapping[str, str] | None = None
        self._shapes: dict[str, Shape] = {}

    def __iter__(self) -> Iterator[str]:
        """Names of all operations."""
        return iter(self._operations)

    def find_operation(self, name: str) -> OperationModel | None:
        """The operation of that name, or `None`."""
        operation = self._compiled.get(name)
        if operation is None and name in self._operations:
            operation = self._compiled[name] = self._compile_operation(name, self._operations[name])
        return operation

    def get_operation(self, name: str) -> OperationModel:
        """The operation of that name; raises `KeyError`."""
        operation = self.find_operation(name)
        if operation is None:
            raise KeyError(name)
        return operation

    def find_fault(self, code: str) -> FaultModel | None:
        """The error that the model lists under `code`, or `None`."""
        if self._faults is None:
            self._faults = {_fault_code(name, raw): name for name, raw in self._raw_shapes.items() if _is_fault(raw)}
        name = self._faults.get(code)
        if name is None:
            return None
        raw = self._raw_shapes[name]
        status = raw.get("error", {}).get("httpStatusCode") or (SERVER_FAULT_STATUS if "fault" in raw else None)
        return FaultModel(code, self._shape({"shape": name}), status)

    def _compile_operation(self, name: str, raw: Mapping[str, Any]) -> OperationModel:
        http = raw.get("http", {})
        return OperationModel(
            name=name,
            input=self._shape(raw["input"]) if "input" in raw else EMPTY_STRUCTURE,
            output=self._shape(raw["output"]) if "output" in raw else EMPTY_STRUCTURE,
            result_wrapper=raw.get("output", {}).get("resultWrapper", ""),
            is_unsigned=raw.get("authtype") == NO_AUTHENTICATION,
            has_output="output" in raw,
            method=http.get("method", "POST"),
            uri=http.get("requestUri", "/"),
            status=http.get("responseCode", 200),
        )

    def _shape(self, reference: Mapping[str, Any]) -> Shape:
        name: str = reference["shape"]
        shape = self._shapes.get(name)
        if shape is None:
            shape = self._compile_shape(name, self._raw_shapes[name])
        return shape

    def _compile_shape(self, name: str, raw: Mapping[str, Any]) -> Shape:
        """Register the shape before its members: one of them may contain it."""
        references = raw.get("members") or {part: raw[part] for part in ("member", "key", "value") if part in raw}
        self._refuse_unsupported(name, raw, references.values())
        members: dict[str, Shape] = {}
        shape = self._shapes[name] = Shape(
            name=name,
            type=raw["type"],
            members=members,
            required=frozenset(raw.get("required", ())),
            enum=tuple(raw.get("enum", ())),
            pattern=raw.get("pattern", ""),
            min=raw.get("min"),
            max=raw.get("max"),
            is_sensitive=raw.get("sensitive", False),
            is_union=raw.get("union", False),
            places={member: place for member, ref in references.items() if (place := _find_place(member, ref))},
            payload=raw.get("payload", ""),
            timestamp_format=raw.get("timestampFormat", ""),
        )
        for member, reference in references.items():
            members[member] = self._shape(reference)
        return shape

    def _refuse_unsupported(self, name: str, raw: Mapping[str, Any], references: Any) -> None:
        traits = [trait for trait in UNSUPPORTED_SHAPE_TRAITS if raw.get(trait)]
        for reference in references:
            traits += [trait for trait in UNSUPPORTED_MEMBER_TRAITS if reference.get(trait)]
            if self.protocol == "query" and "locationName" in reference:
                traits.append("locationName")
            if reference.get("location", "uri") not in _LOCATIONS:
                traits.append(f"location {reference['location']}")
        if traits:
            raise ServiceModelError(f"{self.name}: {name} has {', '.join(traits)}, which is not implemented")


_LOCATIONS = {location.value for location in Location}


def _name_targets(prefix: str) -> frozenset[str]:
    """What may precede the operation in `X-Amz-Target`: the model's prefix, or its last part alone.

    botocore sends the whole prefix of CloudTrail's model, `com.amazonaws...CloudTrail_20131101`. SDKs built from Smithy
    models, such as the one for JavaScript, send the name of the service's shape, which is the last part.
    """
    return frozenset({prefix, prefix.rpartition(".")[2]}) if prefix else frozenset()


def _choose_protocol(name: str, metadata: Mapping[str, Any]) -> str:
    offered = metadata.get("protocols") or [metadata.get("protocol")]
    for protocol in PROTOCOLS:
        if protocol in offered:
            return protocol
    raise ServiceModelError(f"{name}: none of the protocols {offered} is implemented")


def _find_place(member: str, reference: Mapping[str, Any]) -> Place | None:
    location = Location(reference.get("location", "body"))
    place = Place(location, reference.get("locationName", member))
    return None if place == Place(Location.BODY, member) else place


def _is_fault(raw: Mapping[str, Any]) -> bool:
    return bool(raw.get("exception") or "error" in raw)


def _fault_code(name: str, raw: Mapping[str, Any]) -> str:
    code: str = raw.get("error", {}).get("code", name)
    return code
