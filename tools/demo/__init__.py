"""`make demo`: the owner's story, played with boto3 and the `aws` command line against a freshly started server.

Every step says what must happen, and the demo fails if something else does: it is a test that can be watched.
"""
