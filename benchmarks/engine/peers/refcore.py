"""The yardstick as a peer: the floor."""

from collections.abc import Mapping
from typing import Any

from benchmarks.engine.peers.layered import LayeredPeer, Request
from benchmarks.engine.refcore import Engine, Statement


class Peer(LayeredPeer):
    name = "refcore (sketch)"
    version = "-"

    def __init__(self, workload: Mapping[str, Any]) -> None:
        self._statements: dict[str, list[Statement]] = {}
        super().__init__(workload)

    def translate(self, name: str) -> Any:
        return self.workload["policies"][name]

    def load(self, names: tuple[str, ...], principal: str) -> Engine:
        return Engine(statement for name in names for statement in self._prepare(name))

    def build(self, request: Request) -> Any:
        return request["action"], request["resource"], request["context"]

    def decide_layer(self, loaded: Engine, built: Any) -> bool:
        return loaded.decide(*built)

    def _prepare(self, name: str) -> list[Statement]:
        found = self._statements.get(name)
        if found is None:
            found = self._statements[name] = [Statement(each) for each in self.translated[name]]
        return found
