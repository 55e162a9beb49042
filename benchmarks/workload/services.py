"""The imaginary account: kinds of resources with their actions, and ARNs of existing and possible resources."""

from dataclasses import dataclass
from random import Random

ACCOUNT = "123456789012"
REGION = "us-east-1"
FOLDERS = ("logs", "data", "public", "tmp")
OWN_NAME = "${aws:username}"
OWN_TEAM = "${aws:PrincipalTag/team}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: how often statements are about it, its actions, wildcards that people write for them."""

    name: str
    weight: float
    actions: tuple[str, ...]
    wildcards: tuple[str, ...]


def _kind(name: str, weight: float, service: str, actions: str, wildcards: str) -> Kind:
    return Kind(
        name,
        weight,
        tuple(f"{service}:{action}" for action in actions.split()),
        tuple(f"{service}:{wildcard}" for wildcard in wildcards.split()),
    )


_OBJECT = (
    "GetObject PutObject DeleteObject GetObjectTagging PutObjectTagging GetObjectVersion GetObjectAcl RestoreObject"
)
_BUCKET = "ListBucket GetBucketLocation GetBucketPolicy PutBucketPolicy GetBucketVersioning"
_TABLE = "GetItem PutItem UpdateItem DeleteItem BatchGetItem DescribeTable"
_QUEUE = "SendMessage ReceiveMessage DeleteMessage GetQueueAttributes PurgeQueue"
_TOPIC = "Publish Subscribe GetTopicAttributes SetTopicAttributes"
_FUNCTION = "UpdateFunctionCode GetFunctionCodeSigningConfig PutFunctionConcurrency DeleteFunctionConcurrency"
_USER = "GetUser CreateAccessKey DeleteAccessKey ListAccessKeys UpdateUser"

OBJECT = _kind("object", 6, "s3", _OBJECT, "Get* *Object *ObjectTagging *")
BUCKET = _kind("bucket", 2, "s3", _BUCKET, "GetBucket* List* *Bucket*")
QUEUE = _kind("queue", 2, "sqs", _QUEUE, "*Message * Get*")
KINDS = (
    OBJECT,
    BUCKET,
    _kind("table", 3, "dynamodb", _TABLE, "*Item Get* *"),
    QUEUE,
    _kind("topic", 1, "sns", _TOPIC, "* Get* *Attributes"),
    _kind("function", 1.5, "lambda", _FUNCTION, "* Get* *Concurrency"),
    _kind("user", 1, "iam", _USER, "*AccessKey Get* List*"),
)
KIND_OF_ACTION = {action: kind for kind in KINDS for action in kind.actions}
ACTIONS = tuple(sorted(KIND_OF_ACTION))

_REGIONAL = {  # The text in an ARN between account and number.
    "table": ("dynamodb", "table/orders-"),
    "queue": ("sqs", "queue-"),
    "topic": ("sns", "topic-"),
    "function": ("lambda", "function:fn-"),
}


@dataclass(frozen=True, slots=True)
class Estate:
    """The resources: `size` of each kind. `has_users` says whether callers have a user name."""

    random: Random
    size: int
    has_users: bool = True

    def resource(self, kind: Kind, caller: str) -> str:
        """The ARN of some resource that exists, or could."""
        number = self.random.randrange(self.size)
        if kind.name in _REGIONAL:
            return _regional(kind, REGION, str(number))
        if kind is BUCKET:
            return f"arn:aws:s3:::bucket-{number}"
        if kind is OBJECT:
            return self._object(number, caller)
        return f"arn:aws:iam::{ACCOUNT}:user/{self._somebody(caller, 0.6)}"

    def pattern(self, kind: Kind) -> str:
        """A `Resource` element about resources of the kind."""
        number = self.random.randrange(self.size)
        if kind is OBJECT:
            return self._object_pattern(number)
        if kind is BUCKET:
            return self.random.choice([f"arn:aws:s3:::bucket-{number}", f"arn:aws:s3:::bucket-{number // 10}*"])
        if kind.name in _REGIONAL:
            region, which = self.random.choice([(REGION, f"{number}"), ("*", f"{number // 10}*")])
            return _regional(kind, region, which)
        return f"arn:aws:iam::{ACCOUNT}:user/{OWN_NAME if self.has_users else f'user{number // 10}*'}"

    def _object(self, number: int, caller: str) -> str:
        draw = self.random
        if self.has_users and draw.random() < 0.15:
            return f"arn:aws:s3:::home/{self._somebody(caller, 0.7)}/doc-{draw.randrange(100)}.txt"
        month = draw.randrange(1, 13)
        return f"arn:aws:s3:::bucket-{number}/{draw.choice(FOLDERS)}/2026/{month:02d}/f-{draw.randrange(1000)}.json"

    def _object_pattern(self, number: int) -> str:
        draw = self.random.random()
        if self.has_users and draw < 0.12:
            return f"arn:aws:s3:::home/{OWN_NAME}/*"
        if draw > 0.94:
            return f"arn:aws:s3:::bucket-{number}/{OWN_TEAM}/*"
        folder = self.random.choice(FOLDERS)
        rest = self.random.choice([f"{number}/*", f"{number}/*", f"{number}/{folder}/*", f"{number // 10}*/{folder}/*"])
        return f"arn:aws:s3:::bucket-{rest}" if self.random.random() < 0.8 else f"arn:aws:s3:::bucket-{number}/*.json"

    def _somebody(self, caller: str, own: float) -> str:
        return caller if self.random.random() < own else f"user{self.random.randrange(10000)}"


def _regional(kind: Kind, region: str, which: str) -> str:
    service, name = _REGIONAL[kind.name]
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{name}{which}"
