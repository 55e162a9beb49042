"""The composition root: settings become a store, an environment and a pipeline."""

import gc
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_network
from pathlib import Path

from limen.authn.attempts import AttemptLimiter
from limen.authn.data_keys import open_data_keys
from limen.authn.https_documents import HTTPSDocuments
from limen.authn.keyring import VaultError
from limen.authn.master_key import MasterKey, ensure_master_key, load_master_key, parse_master_key
from limen.authn.passwords import PasswordHasher
from limen.authn.proofs.provider_keys import ProviderKeys
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.authz.authorization_messages import AuthorizationMessages
from limen.authz.authorizer import Authorizer
from limen.config.ambient import draw_entropy, read_clock
from limen.config.settings import Settings, SettingsError
from limen.operations.catalog import OPERATIONS
from limen.operations.environment import Environment
from limen.replay.explain import explain_own_event
from limen.runtime.datadir import refuse_lost_database
from limen.runtime.last_uses import UsageTracker
from limen.runtime.pipeline import Pipeline
from limen.runtime.readiness import examine
from limen.runtime.retention import Retention
from limen.runtime.steps import ServiceSteps
from limen.store.aws_managed.catalogue import load_aws_managed_policies
from limen.store.interface import OperatedStore, Store, StoreError
from limen.store.opening import AddressError, is_ephemeral, is_remote, open_store
from limen.wire.service_models import SERVICES, load_service

DATABASE_FILE = "limen.db"
MASTER_KEY_FILE = "master.key"
OBJECTS_BETWEEN_COLLECTIONS = 10_000
"""About as many objects as a few requests create; hardly any are in cycles, so collections are rarely needed."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts of one process."""

    store: OperatedStore
    environment: Environment
    pipeline: Pipeline
    usage: UsageTracker
    retention: Retention
    is_remote: bool
    """Whether the database is behind a network, which may stall."""

    def examine(self) -> dict[str, str]:
        """What is wrong with each part of it, empty where nothing is."""
        return examine(self.store, self.environment.vault, self.pipeline.is_ready)

    def close(self) -> None:
        """Finish running work and release the database."""
        self.retention.close()
        self.usage.close()
        self.store.close()


def open_settings_store(settings: Settings, directory: Path) -> OperatedStore:
    """Open the database of the settings: the URL if there is one, otherwise that of the data directory."""
    if is_ephemeral(settings.database_url):
        raise SettingsError("database_url: this database would not outlive the server; that is what ephemeral is for")
    try:
        return open_store(settings.database_url or directory / DATABASE_FILE)
    except AddressError as error:
        raise SettingsError(f"database_url: {error}") from error


def make_environment(settings: Settings, directory: Path, store: Store) -> Environment:
    """Create the environment of handlers; the master key is the given one, otherwise the data directory's."""
    is_new = store.sealed_keys() is None
    if is_new and store.latest().accounts():
        raise StoreError("The database has accounts but no data keys: it is damaged. Restore it from a backup.")
    if is_new:
        refuse_lost_database(directory)
    master = find_master_key(settings, directory, is_new=is_new)
    keys = open_data_keys(store, master, entropy=draw_entropy)
    return Environment(
        entropy=draw_entropy,
        vault=Vault(keys, entropy=draw_entropy),
        passwords=PasswordHasher(entropy=draw_entropy),
        tokens=SessionTokens(keys),
        trail=store,
        replay=partial(explain_own_event, store),
        sign_in_attempts=AttemptLimiter(workers=settings.workers),
        simulates_with_templates=settings.simulate_with_templates,
        heeds_token_denies=settings.heed_token_denies,
    )


def find_master_key(settings: Settings, directory: Path, *, is_new: bool = False) -> MasterKey:
    """The given key, otherwise the file's, which is only created for a new database: no new key opens an old one."""
    path = directory / MASTER_KEY_FILE
    if settings.master_key:
        return parse_master_key(settings.master_key)
    if is_new:
        return ensure_master_key(path, entropy=draw_entropy)
    if not path.exists():
        raise VaultError(
            f"{path} is missing, and the database's secrets are sealed by the key in it. "
            "Put it back, or give it as LIMEN_MASTER_KEY."
        )
    return load_master_key(path)


def warm_up() -> None:
    """Load what the first requests need; without this, they would wait for it."""
    for service in SERVICES:
        load_service(service)
    load_aws_managed_policies()
    gc.collect()
    gc.freeze()  # These objects live as long as the process; the garbage collector need not examine them again.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def compose(settings: Settings, directory: Path) -> Composition:
    """Assemble the parts."""
    with ExitStack() as unfinished:
        store = open_settings_store(settings, directory)
        unfinished.callback(store.close)
        environment = make_environment(settings, directory, store)
        usage = UsageTracker(store)
        unfinished.pop_all()
    messages = AuthorizationMessages(environment.vault) if settings.encode_denials else None
    authorizer = Authorizer(
        OPERATIONS,
        shows_decision_id=settings.show_decision_ids,
        heeds_token_denies=settings.heed_token_denies,
        messages=messages,
    )
    documents = HTTPSDocuments(tuple(ip_network(text) for text in settings.oidc_networks))
    steps = ServiceSteps(environment, authorizer, ProviderKeys(documents.fetch))
    return Composition(
        store,
        environment,
        Pipeline(store, steps, environment, usage.note),
        usage,
        Retention(store, settings.audit_retention_days, clock=read_clock, entropy=draw_entropy),
        is_remote(settings.database_url),
    )
