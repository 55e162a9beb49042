"""What an operation declares about itself to the authorizer. The declaration stands beside the operation's handler.

An operation cannot be declared without a target; one that is not declared is refused (promise P1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from limen.authn.proofs.kinds import ProofKind
from limen.authz.requirement import Fact
from limen.authz.restrictions import Restriction
from limen.authz.targets import Form, Target

OperationKey = tuple[str, str]
"""Service and name: IAM and Organizations have operations of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The authorization half of an operation's declaration.

    `restrictions` are the kinds of caller that AWS refuses whatever policies say. `facts` add condition keys. `proof`
    is what the caller proves besides or instead of a signature. `is_deniable` marks an operation that needs no
    permission, but which an explicit Deny takes away where the owner chose so (spec policy 6.9).
    """

    service: str
    name: str
    target: Target
    restrictions: tuple[Restriction, ...]
    facts: tuple[Fact, ...] = ()
    proof: ProofKind = ProofKind.SIGNATURE
    is_deniable: bool = False

    def __post_init__(self) -> None:
        """Refuse a declaration without a target, and a Deny that counts where permissions count anyway."""
        if not isinstance(self.target, Target):
            raise TypeError(f"{self.action} has no target")
        if self.is_deniable and self.target.form is not Form.UNRESTRICTED:
            raise ValueError(f"{self.action} needs a permission, so a Deny counts anyway")

    @property
    def key(self) -> OperationKey:
        """What the operation is found by."""
        return self.service, self.name

    @property
    def action(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.name}"


Declarations = Mapping[OperationKey, Declaration]
