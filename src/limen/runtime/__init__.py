"""What the server and the gateway share: composition, the pipeline, recording."""
