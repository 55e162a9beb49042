"""pycasbin: a rule for each statement, actions by its own regexMatch.

Casbin has no policy variables and no typed conditions; the functions for resources and conditions are the yardstick's,
everything in them prepared, which is the most favorable way for it.
"""

import re
from importlib.metadata import version
from typing import Any

import casbin

from benchmarks.engine.peers.layered import LayeredPeer, Request
from benchmarks.engine.refcore import Statement

_MODEL = """
[request_definition]
r = act, obj, ctx
[policy_definition]
p = act, statement, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = regexMatch(r.act, p.act) && applies(r.obj, r.ctx, p.statement)
"""


class Peer(LayeredPeer):
    name = "pycasbin"
    version = version("pycasbin")

    def translate(self, name: str) -> Any:
        return [
            ("^(" + "|".join(".*".join(map(re.escape, each.split("*"))) for each in source["Action"]) + ")$", source)
            for source in self.workload["policies"][name]
        ]

    def load(self, names: tuple[str, ...], principal: str) -> casbin.Enforcer:
        model = casbin.Model()
        model.load_model_from_text(_MODEL)
        enforcer = casbin.Enforcer(model)
        prepared: dict[str, Statement] = {}
        for name in names:
            for number, (actions, source) in enumerate(self.translated[name]):
                key = f"{name}.{number}"
                prepared[key] = Statement(source)
                enforcer.add_policy(actions, key, source["Effect"].lower())
        enforcer.add_function("applies", lambda arn, context, key: prepared[key].applies(arn, context))
        return enforcer

    def build(self, request: Request) -> Any:
        return request["action"], request["resource"], request["context"]

    def decide_layer(self, loaded: casbin.Enforcer, built: Any) -> bool:
        return bool(loaded.enforce(*built))
