"""The policies that a question is put to (spec policy 6.1): those of every layer, as a plain value."""

from dataclasses import dataclass

from limen.engine.model.layers import Layer, Level


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """The policies of every layer. `None` is an absent layer, which does not limit; an empty one allows nothing.

    `identity` is never absent: without identity policies nothing is allowed by them. `service_control` and
    `resource_control` are levels from the organization's root to the account.

    A set is a value and nothing more. Its compiled form is remembered by its identity (`engine.compile.policy_set`), so
    keep a set that many requests are put to. For the same reason two sets are equal only if they are one object.
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
        """The layers that are there, each as its levels (one, but for control policies), in the order of layers."""
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
        # A layer that is there and empty allows nothing: without levels it is as one level without policies.
        return {layer: found or ((),) for layer, found in levels.items() if found is not None}
