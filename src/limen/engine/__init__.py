"""The policy decision point: `evaluate(request, policies) -> Decision`, a pure function (spec policy 6)."""
