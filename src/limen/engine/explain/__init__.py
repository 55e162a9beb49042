"""Why a decision came out as it did, and the smallest changes that would allow it (promise P4)."""
