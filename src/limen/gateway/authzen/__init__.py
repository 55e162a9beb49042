"""OpenID AuthZEN 1.0: other programs ask for decisions over HTTP (https://openid.net/specs/authorization-api-1_0.html)."""
