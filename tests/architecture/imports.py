"""What each package may import (docs/architecture.md), beyond the layers that import-linter keeps.

The core is pure: it uses only the standard library, and no part of that which does I/O, reads the clock, draws random
numbers or logs. Libraries stay in the package that the table names. Only composition roots choose a store.
"""

import sys
from collections.abc import Iterator

from tests.architecture.source import SourceFile

CORE = frozenset({"analysis", "domain", "policy", "engine", "scenario", "sigv4", "errors"})

# The parts of the standard library that a pure function does not need.
IMPURE = frozenset(
    {"asyncio", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal", "socket"}
    | {"sqlite3", "ssl", "subprocess", "tempfile", "time", "urllib.request"}
)

LIBRARIES = {
    "alembic": {"store"},
    "argon2": {"authn"},
    "botocore": {"wire", "gateway"},
    "click": {"cli", "testing"},
    "cryptography": {"authn", "config"},
    "django": {"gateway"},
    "fastapi": {"gateway"},
    "flask": {"gateway"},
    "jwt": {"authn"},
    "lxml": {"authn"},
    "signxml": {"authn"},
    "httptools": {"server"},
    "immutables": {"store", "authz"},
    "msgspec": {"server", "wire", "store", "authn", "gateway", "cli"},
    "prometheus_client": {"server"},
    "psycopg": {"store"},
    "pyotp": {"authn"},
    "pytest": {"testing"},
    "rest_framework": {"gateway"},
    "rich": {"cli"},
    "segno": {"operations"},
    "sqlalchemy": {"store"},
    "uvicorn": {"server"},
    "uvloop": {"server"},
    "webauthn": {"authn"},
    "yaml": {"config"},
}

COMPOSITION_ROOTS = frozenset({"runtime", "server", "cli"})
# The parts of the store that every package may import; the rest is an implementation.
STORE_INTERFACE = ("limen.store.interface", "limen.store.kinds", "limen.store.aws_managed")


def package_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def impure_core(file: SourceFile) -> Iterator[str]:
    if package_of(file.module) not in CORE:
        return
    for name in file.imports():
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top != "limen":
            yield f"{file.name}: the core imports {name}"
        elif any(f"{name}.".startswith(f"{impure}.") for impure in IMPURE):
            yield f"{file.name}: the core imports {name}, which is not pure"


def stray_library(file: SourceFile) -> Iterator[str]:
    for name in file.imports():
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top == "limen":
            continue
        if package_of(file.module) not in LIBRARIES.get(top, set()):
            yield f"{file.name}: {top} does not belong here"


def chosen_store(file: SourceFile) -> Iterator[str]:
    if package_of(file.module) in COMPOSITION_ROOTS | {"store"}:
        return
    for name in file.imports():
        if name.startswith("limen.store.") and not name.startswith(STORE_INTERFACE):
            yield f"{file.name}: {name} is an implementation; only the composition roots choose one"


LAWS = (impure_core, stray_library, chosen_store)
