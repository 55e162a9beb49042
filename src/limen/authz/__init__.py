"""The enforcement point of Limen's own API: operation to actions and ARNs, context keys, policies, decision."""
