"""The composition root: HTTP in, the pipeline, bytes out."""
