"""`make demo`: the owner's story, with boto3 and the `aws` command line against a newly started server.

Every step states what must happen, and the demo fails otherwise: it is a test that can be watched.
"""
