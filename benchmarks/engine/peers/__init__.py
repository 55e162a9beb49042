"""The engines, one file each: translate (never timed), load, build a request in the engine's own form, decide."""
