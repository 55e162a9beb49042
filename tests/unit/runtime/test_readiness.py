"""The fault of each part, as the operator reads it."""

from types import SimpleNamespace
from typing import Any

import pytest

from limen.authn.keyring import VaultError
from limen.errors import ServiceUnavailableError
from limen.runtime.readiness import examine
from limen.store.interface import Condition


class Vault:
    def __init__(self, fault=None):
        self.fault = fault

    def seal(self, clear, context):
        if self.fault:
            raise self.fault
        return clear

    def open(self, sealed, context):
        return sealed


def make_store(schema="0004", fault=None):
    def inspect():
        if fault:
            raise fault
        return Condition(schema, "0004", 4096)

    store: Any = SimpleNamespace(inspect=inspect)
    return store


def ask(store=None, vault=None, *, answers=True):
    opening: Any = vault or Vault()
    return examine(store or make_store(), opening, lambda: answers)


def test_nothing_is_wrong():
    assert ask() == {"store": "", "migrations": "", "master_key": ""}


def test_a_store_that_does_not_answer():
    faults = ask(answers=False)
    assert faults["store"] == "does not answer"
    assert all(faults.values())


def test_a_newer_program_has_upgraded_the_database():
    fault = ask(make_store("0005"))["migrations"]
    assert fault == "the database has version 0005 of the schema, this program knows 0004"


def test_another_master_key():
    assert ask(vault=Vault(VaultError("sealed by master key x")))["master_key"] == "sealed by master key x"


@pytest.mark.parametrize("part", ["migrations", "master_key"])
def test_a_store_that_stops_answering(part):
    gone = ServiceUnavailableError("gone")
    faults = ask(make_store(fault=gone), Vault(gone))
    assert "not known" in faults[part]
