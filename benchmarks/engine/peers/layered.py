"""The common part of engines without layers: each layer is evaluated by itself, and all must allow."""

from collections.abc import Mapping
from typing import Any

from benchmarks.workload.plain import layers_of

Request = Mapping[str, Any]
Workload = Mapping[str, Any]


class LayeredPeer:
    """Keeps one prepared layer for each combination of policies and principal."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.translated = {name: self.translate(name) for name in workload["policies"]}
        self._layers: dict[object, object] = {}
        self._prepared: dict[object, Any] = {}
        self._has_layers = "service_control" in workload
        self.decide = self._decide_all if self._has_layers else self.decide_layer

    def translate(self, name: str) -> Any:
        """A policy in the engine's language."""
        raise NotImplementedError

    def load(self, names: tuple[str, ...], principal: str) -> Any:
        """Prepare one layer."""
        raise NotImplementedError

    def build(self, request: Request) -> Any:
        """A request in the engine's own form."""
        raise NotImplementedError

    def decide_layer(self, loaded: Any, built: Any) -> bool:
        """Evaluate one layer."""
        raise NotImplementedError

    def find(self, request: Request) -> Any:
        """What is prepared for the request's policies."""
        key = request["principal"], request.get("session"), request.get("resource_policy")
        found = self._prepared.get(key)
        if found is None:
            principal = request["principal"]
            layers = [self._find_layer(names, principal) for names in layers_of(self.workload, request)]
            found = self._prepared[key] = layers if self._has_layers else layers[0]
        return found

    def _find_layer(self, names: tuple[str, ...], principal: str) -> object:
        found = self._layers.get((names, principal))
        if found is None:
            found = self._layers[names, principal] = self.load(names, principal)
        return found

    def _decide_all(self, layers: Any, built: Any) -> bool:
        decide = self.decide_layer
        for layer in layers:  # noqa: SIM110 - a generator would cost more
            if not decide(layer, built):
                return False
        return True
