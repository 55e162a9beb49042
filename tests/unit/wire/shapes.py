"""Values for every shape of the service models, as Hypothesis strategies."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import strategies as st

from limen.wire.model import Shape
from limen.wire.services import load_service

OPERATIONS = [(service, name) for service in ("iam", "sts") for name in load_service(service)]
UNIONS = frozenset({"PolicyIdentifier"})

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
    "boolean": st.booleans(),
    "blob": st.binary(max_size=20),
    "timestamp": st.integers(0, 7_258_118_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
}


@cache
def botocore_model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def values(shape: Shape, *, min_members: int = 0) -> st.SearchStrategy[Any]:
    """Values of `shape`; structures and maps below the top have at least `min_members` members."""
    if shape.type == "structure":
        return structures(shape, min_members=min_members, below=min_members)
    if shape.type == "list":
        return st.lists(values(shape.members["member"], min_members=min_members), max_size=3)
    if shape.type == "map":
        element = values(shape.members["value"], min_members=min_members)
        return st.dictionaries(XML_TEXT, element, min_size=min_members, max_size=3)
    return SCALARS[shape.type]


def structures(shape: Shape, *, min_members: int = 0, below: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    if not shape.members:
        return st.just({})
    is_union = shape.name in UNIONS
    names = st.lists(
        st.sampled_from(sorted(shape.members)),
        min_size=1 if is_union else min_members,
        max_size=1 if is_union else 6,
        unique=True,
    )
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: values(shape.members[name], min_members=below) for name in chosen})
    )
