"""Questions about all requests at once, each answered with a proof, a request as a witness, or "not decided".

`docs/spec/analysis.md` says what the questions range over, how a policy becomes a formula, and why a proof is one. The
package needs nothing but the core: no solver, no clock, no randomness.
"""
