"""The authorization part of an operation's declaration, which is next to the operation's handler.

An operation cannot be declared without a target; an undeclared one is refused (promise P1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.requirement import Fact
from limen.authz.restrictions import Restriction
from limen.authz.targets import Form, Target
from limen.engine.model.request import DENIABLE, WITHOUT_PERMISSION

OperationKey = tuple[str, str]
"""Service and name, because IAM and Organizations have operations with the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The authorization half of an operation's declaration.

    `restrictions` are the kinds of caller that AWS refuses whatever policies say. `facts` add condition keys. `proof`
    is a proof in addition to, or instead of, a signature. `acts_as` is the action that the caller needs, if it is not
    the operation's own. The engine knows the operations that need no permission (`WITHOUT_PERMISSION`); only these are
    declared without a resource.
    """

    service: str
    name: str
    target: Target
    restrictions: tuple[Restriction, ...]
    facts: tuple[Fact, ...] = ()
    proof: ProofKind = ProofKind.SIGNATURE
    acts_as: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration without a target, and one that does not agree with what the engine decides."""
        if not isinstance(self.target, Target):
            raise TypeError(f"{self.action} has no target")
        if (self.target.form is Form.UNRESTRICTED) is not (self.action.lower() in WITHOUT_PERMISSION):
            raise ValueError(f"{self.action}: the target and the engine differ about whether a permission is needed")

    @property
    def key(self) -> OperationKey:
        """The key of the operation."""
        return self.service, self.name

    @property
    def action(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.name}"

    @property
    def needed_action(self) -> str:
        """The action that the caller must be allowed."""
        return self.acts_as or self.action

    @property
    def is_deniable(self) -> bool:
        """Whether a Deny can refuse the operation although it needs no permission, if the server's owner chose so."""
        return self.action.lower() in DENIABLE


Declarations = Mapping[OperationKey, Declaration]
