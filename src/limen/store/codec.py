"""Entities as JSON documents and moments as integers: how values look in the tables (docs/decisions/0003).

A document names every field, so that a field that is added later, with a default, can read old documents, and a removed
field is ignored. Reading is strict: a document that does not match its type means a damaged database.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from limen.domain.entity import Entity
from limen.domain.moments import EPOCH
from limen.store.interface import StoreError
from limen.store.kinds import KINDS

MICROSECOND = timedelta(microseconds=1)

_encoder = msgspec.json.Encoder()
_decoders: Mapping[str, msgspec.json.Decoder[Entity]] = {kind.name: msgspec.json.Decoder(kind.type) for kind in KINDS}


def render_entity(entity: Entity) -> str:
    """Write the entity as JSON text."""
    return _encoder.encode(entity).decode()


def parse_entity(kind: str, document: str) -> Entity:
    """Read it back; raises `StoreError` if the kind is unknown or the document does not match it."""
    try:
        return _decoders[kind].decode(document)
    except (KeyError, msgspec.DecodeError) as error:
        # The document may contain sealed secrets and hashes, so the message contains only the path.
        raise StoreError(
            f"The database holds a {kind!r} that cannot be read ({error}). Restore it from a backup."
        ) from None


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970; the time must be aware."""
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The moment, in UTC."""
    return EPOCH + microseconds * MICROSECOND
