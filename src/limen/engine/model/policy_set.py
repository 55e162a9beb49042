"""The policies of all layers that decide about a request (spec policy 6.1), as a plain value."""

from dataclasses import dataclass

from limen.engine.model.layers import Layer, Level


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """The policies of every layer. `None` is an absent layer, which does not limit; an empty one allows nothing.

    `identity` is never absent: without identity policies, they allow nothing. `service_control` and `resource_control`
    are levels from the organization's root to the account.

    A set is only a value. Its compiled form is cached by its identity (`engine.compile.compiled_set`), so keep a set
    that decides about many requests. For the same reason, two sets are equal only if they are one object.
    """

    identity: Level = ()
    permissions_boundary: Level | None = None
    session: Level | None = None
    resource: Level | None = None
    service_control: tuple[Level, ...] | None = None
    resource_control: tuple[Level, ...] | None = None
    endpoint: Level | None = None

    @property
    def levels(self) -> dict[Layer, tuple[Level, ...]]:
        """The present layers with their levels (one, except for control policies), in the order of layers."""
        single = {
            Layer.ENDPOINT: self.endpoint,
            Layer.RESOURCE: self.resource,
            Layer.IDENTITY: self.identity,
            Layer.PERMISSIONS_BOUNDARY: self.permissions_boundary,
            Layer.SESSION: self.session,
        }
        levels = {
            Layer.SERVICE_CONTROL: self.service_control,
            Layer.RESOURCE_CONTROL: self.resource_control,
            **{layer: None if level is None else (level,) for layer, level in single.items()},
        }
        # A present but empty layer allows nothing: without levels, it is like one level without policies.
        return {layer: found or ((),) for layer, found in levels.items() if found is not None}
