"""The wire: HTTP values and AWS protocols, driven by botocore's service models."""
