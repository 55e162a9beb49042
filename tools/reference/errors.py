"""The chapter about the errors of the APIs, from `limen.errors`, each package's `faults` and `limen.signin.faults`."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeVar

import limen
from limen import errors
from limen.errors import ApiError
from limen.signin import faults
from limen.signin.faults import SignInError
from tools.reference.tables import code, render_table

E = TypeVar("E", bound=Exception)

_INTRODUCTION = """## Errors

IAM and STS answer errors as AWS does: an `<Error>` with `Type`, `Code` and `Message` in XML. An audit record has the
code in `errorCode` and the first line of the message in `errorMessage`.
"""

_SIGN_IN = """The sign-in service answers in JSON; [sign-in.md](sign-in.md) lists its `error` values by shape.
"""


def render_errors() -> str:
    """The chapter."""
    head = ("Code", "HTTP status", "When")
    api = ((code(error.code), str(error.status), _describe(error)) for error in list_api_errors())
    sign_in = ((code(fault.shape), str(fault.status), _describe(fault)) for fault in list_sign_in_errors())
    return "\n".join((_INTRODUCTION, render_table(head, api), _SIGN_IN, render_table(head, sign_in)))


def list_api_errors() -> list[type[ApiError]]:
    """Every error of the APIs, by code."""
    return sorted(_find_all(ApiError), key=lambda error: error.code)


def list_sign_in_errors() -> list[type[SignInError]]:
    """Every error of the sign-in service, by shape; the base is the unexpected one."""
    return sorted((SignInError, *_find(faults.__name__, SignInError)), key=lambda fault: fault.shape)


def _find_all(root: type[E]) -> Iterator[type[E]]:
    """Every subclass that the package defines, at any depth."""
    for module in pkgutil.walk_packages(limen.__path__, "limen."):
        if module.name.endswith(".faults"):
            importlib.import_module(module.name)
    return (error for error in root.__subclasses__() if error.__module__.startswith("limen."))


def _find(module: str, root: type[E]) -> Iterator[type[E]]:
    return (error for error in root.__subclasses__() if error.__module__ == module)


def _describe(error: type[Exception]) -> str:
    """The first paragraph of its documentation, on one line."""
    if error is SignInError:  # Its docstring describes the class; it is raised itself for unexpected failures.
        return _describe(errors.ServiceFailureError)
    return " ".join((error.__doc__ or "").split("\n\n")[0].split())
