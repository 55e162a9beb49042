"""GetServerStatus: the version of the server and the revision of its state."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("GetServerStatus", EVERYTHING)
def get_server_status(
    call: AuthorizedCall[shapes.GetServerStatusRequest], reader: Reader, environment: Environment
) -> shapes.GetServerStatusResponse:
    """The version that runs, and the revision of its state."""
    return {"Version": _read_version(), "Revision": reader.revision, "Time": call.now}


@cache
def _read_version() -> str:
    return version("limen")
