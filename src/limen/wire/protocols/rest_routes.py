"""The routes of a REST service: method and raw path, as it was signed, to operation and labels.

A label is one segment, percent-decoded only after the path was split, so that an encoded slash stays inside it. A route
may require constant parameters in the query string; of two that match, the more specific one is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from limen.wire.model import Location, OperationModel, Shape
from limen.wire.service_model import Service, ServiceModelError
from limen.wire.service_models import load_service
from limen.wire.url_encoding import decode_segment, split_pairs

SCALARS_AND_LISTS = frozenset({"string", "integer", "long", "float", "double", "boolean", "timestamp", "list"})

Parameters = Mapping[str, list[str]]
"""The values of a query string by name, in order."""


@dataclass(frozen=True, slots=True)
class Route:
    """A route: literal segments as text, labels as `None` with the member's wire name in `labels`."""

    operation: OperationModel
    segments: tuple[str | None, ...]
    labels: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]

    def matches(self, segments: list[str], parameters: Parameters) -> bool:
        """Whether a path with these raw segments and parameters is on this route."""
        pairs = zip(self.segments, segments, strict=True)
        return all(expected == actual if expected is not None else actual for expected, actual in pairs) and all(
            parameters.get(name) == [value] for name, value in self.constants
        )

    @property
    def specificity(self) -> tuple[int, int]:
        """How much the route fixes: literal segments, then parameters."""
        return len(self.segments) - len(self.labels), len(self.constants)


Routes = Mapping[tuple[str, int], tuple[Route, ...]]
"""By method and number of segments, the most specific first."""


@cache
def load_routes(service_name: str) -> Routes:
    """The routes of a service; raises `ServiceModelError` where its model uses what is not implemented."""
    service = load_service(service_name)
    return make_routes(service)


def make_routes(service: Service) -> Routes:
    """Compile the routes of a model."""
    routes: dict[tuple[str, int], list[Route]] = {}
    for name in service:
        operation = service.get_operation(name)
        _refuse_unsupported(operation)
        route = _compile(operation)
        routes.setdefault((operation.method, len(route.segments)), []).append(route)
    return {
        key: tuple(sorted(found, key=lambda route: route.specificity, reverse=True)) for key, found in routes.items()
    }


def find_route(
    routes: Routes, method: str, raw_path: str, parameters: Parameters
) -> tuple[OperationModel, dict[str, str]] | None:
    """The operation on a path and its labels by wire name, or `None`; raises `MalformedInputError` for a bad label."""
    segments = raw_path.split("/")[1:]
    for route in routes.get((method, len(segments)), ()):
        if route.matches(segments, parameters):
            values = [actual for expected, actual in zip(route.segments, segments, strict=True) if expected is None]
            return route.operation, dict(zip(route.labels, map(decode_segment, values), strict=True))
    return None


def _compile(operation: OperationModel) -> Route:
    path, _, query = operation.uri.partition("?")
    segments: list[str | None] = []
    labels = []
    for segment in path.split("/")[1:]:
        if segment.startswith("{") and segment.endswith("}") and "+" not in segment:
            labels.append(segment[1:-1])
            segments.append(None)
        elif "{" in segment:
            raise ServiceModelError(f"{operation.name}: the label in {operation.uri} is not implemented")
        else:
            segments.append(segment)
    return Route(operation, tuple(segments), tuple(labels), tuple(split_pairs(query.encode("ascii"))))


def _refuse_unsupported(operation: OperationModel) -> None:
    shape = operation.input
    for member, place in shape.places.items():
        if place.location is not Location.BODY and not _is_plain(shape.members[member]):
            raise ServiceModelError(f"{operation.name}: {member} outside the body is not implemented")
    if shape.payload and shape.members[shape.payload].type != "structure":
        raise ServiceModelError(f"{operation.name}: a payload that is not a structure is not implemented")


def _is_plain(shape: Shape) -> bool:
    element = shape.members["member"] if shape.type == "list" else shape
    return shape.type in SCALARS_AND_LISTS and element.type in SCALARS_AND_LISTS and element.type != "list"
