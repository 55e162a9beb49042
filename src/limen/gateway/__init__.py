"""The gate: decisions about requests to other services (docs/gate.md)."""
