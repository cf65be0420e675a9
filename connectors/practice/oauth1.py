"""Whether a request is signed as OAuth 1.0a asks for (RFC 5849, section 3, HMAC-SHA1 in the Authorization header)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from communique.connectors.practice.server import Request

ASKED = [
    "oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method", "oauth_timestamp", "oauth_token",
    "oauth_version",
]  # fmt: skip


@dataclass
class Signer:
    """One client with one token; a nonce counts once."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str
    nonces: set[str] = field(default_factory=set[str])

    def signed(self, request: Request, public: str) -> bool:
        """Tell whether a request is ours, signed for a network's public address."""
        given = _given(request.headers.get("authorization", ""))
        if sorted(given) != ASKED or given["oauth_nonce"] in self.nonces:
            return False
        if (given["oauth_consumer_key"], given["oauth_token"]) != (self.consumer_key, self.token):
            return False
        self.nonces.add(given["oauth_nonce"])
        return hmac.compare_digest(given["oauth_signature"], self._signature(request, public, given))

    def _signature(self, request: Request, public: str, given: Mapping[str, str]) -> str:
        """Compute what the signature has to be."""
        signed = [*request.query.items(), *((name, said) for name, said in given.items() if name != "oauth_signature")]
        pairs = sorted((_escaped(name), _escaped(said)) for name, said in signed)
        parameters = "&".join(f"{name}={said}" for name, said in pairs)
        base = "&".join((request.method, _escaped(public + request.path), _escaped(parameters)))
        secret = f"{_escaped(self.consumer_secret)}&{_escaped(self.token_secret)}"
        digest = hmac.new(secret.encode(), base.encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()


def _given(header: str) -> dict[str, str]:
    """Read the header; empty if it is none of OAuth 1.0a."""
    kind, _, said = header.partition(" ")
    pairs = [one.strip().partition("=") for one in said.split(",")] if kind == "OAuth" else []
    return {name: unquote(value.strip('"')) for name, _, value in pairs}


def _escaped(text: str) -> str:
    """Write a text as section 3.6 asks for."""
    return quote(text, safe="-._~")
