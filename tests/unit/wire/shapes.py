"""Values for every shape of the service models, as Hypothesis strategies."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import strategies as st

from limen.wire import service_models
from limen.wire.model import Location, Shape
from limen.wire.service_models import FOLDERS, SERVICES, load_service

OPERATIONS = [(service, name) for service in sorted(SERVICES) for name in load_service(service)]
QUERY_OPERATIONS = [(service, name) for service, name in OPERATIONS if load_service(service).protocol == "query"]
MAX_RECURSION = 2
OWN_MODELS = Path(service_models.__file__).parent / service_models.OWN_MODELS

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda character: character >= " " or character in "\t\n\r"
    ),
    max_size=20,
)
SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "string": XML_TEXT,
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "blob": st.binary(max_size=20),
    "timestamp": st.integers(0, 7_258_118_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
}
LABEL = XML_TEXT.filter(bool)


@cache
def botocore_model(service: str) -> ServiceModel:
    folder = FOLDERS.get(service, service)
    loader = Loader(extra_search_paths=[str(OWN_MODELS)])
    return ServiceModel(loader.load_service_model(folder, "service-2"), folder)


def values(shape: Shape, *, min_members: int = 0, outer: tuple[Shape, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of `shape`; structures and maps below the top have at least `min_members` members.

    `outer` are the shapes around it: a shape that contains itself does so a few times only.
    """
    if shape.type == "structure":
        return structures(shape, min_members=min_members, below=min_members, outer=outer)
    inner = (*outer, shape)
    if shape.type == "list":
        if outer.count(shape) >= MAX_RECURSION:
            return st.just([])
        return st.lists(values(shape.members["member"], min_members=min_members, outer=inner), max_size=3)
    if shape.type == "map":
        element = values(shape.members["value"], min_members=min_members, outer=inner)
        return st.dictionaries(XML_TEXT, element, min_size=min_members, max_size=3)
    return SCALARS[shape.type]


def structures(
    shape: Shape, *, min_members: int = 0, below: int = 0, outer: tuple[Shape, ...] = ()
) -> st.SearchStrategy[dict[str, Any]]:
    if not shape.members:
        return st.just({})
    in_path = [name for name, place in shape.places.items() if place.location is Location.PATH]
    others = sorted(shape.members.keys() - set(in_path))
    names = (
        st.lists(
            st.sampled_from(others),
            min_size=1 if shape.is_union else min_members,
            max_size=1 if shape.is_union else 6,
            unique=True,
        )
        if others
        else st.just([])
    )
    inner = (*outer, shape)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            dict.fromkeys(in_path, LABEL) | {name: _member(shape, name, below, inner) for name in chosen}
        )
    )


def _member(shape: Shape, name: str, min_members: int, outer: tuple[Shape, ...]) -> st.SearchStrategy[Any]:
    """Values of a member. An empty list in a query string is not sent, so it looks like an absent one."""
    member = shape.members[name]
    strategy = values(member, min_members=min_members, outer=outer)
    in_query_string = shape.place(name).location is Location.QUERY_STRING
    return strategy.filter(bool) if in_query_string and member.type == "list" else strategy
