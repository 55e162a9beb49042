"""The gate: what other people's services let through is decided here (docs/gate.md)."""
