"""Seeded workloads W1 to W5: policies, principals, a stream of requests and the right answer to each of them."""
