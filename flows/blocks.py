"""Credentials as blocks of Prefect: one type for each network, one block for each account.

Prefect encrypts them in its database; its page shows them by name, with the secrets hidden (docs.prefect.io, "Blocks").
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from prefect.blocks.core import Block
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from pydantic import AnyHttpUrl, create_model

from communique.connectors.credentials import KINDS, Credentials

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "x": "https://developer.x.com/en/portal/dashboard",
        "linkedin": "https://www.linkedin.com/developers/apps",
        "facebook": "https://developers.facebook.com/tools/explorer",
        "mastodon": "https://docs.joinmastodon.org/client/token/",
        "bluesky": "https://bsky.app/settings/app-passwords",
        "wordpress": "https://developer.wordpress.org/advanced-administration/security/application-passwords/",
        "discourse": "https://docs.discourse.org",
        "flickr": "https://www.flickr.com/services/apps",
    }
)
"""Where a network gives credentials, or tells how."""


def block_type(network: str, kind: type[Credentials]) -> type[Block]:
    """Make the type of block for one kind of credentials: the same fields, described as there, the secrets hidden."""
    fields: dict[str, Any] = {name: (field.annotation, field) for name, field in kind.model_fields.items()}
    command = f"communique accounts connect {network}"
    said: dict[str, Any] = {
        "__module__": __name__,
        "_block_type_name": f"Communiqué: {kind.__name__.removesuffix('Credentials')}",
        "_block_type_slug": slug(network),
        "_description": f"{kind.__doc__} Filled in by `{command}`.",
        "_documentation_url": AnyHttpUrl(SETTINGS[network]),
        "_code_example": command,
    }
    named = type(f"{network.capitalize()}Named", (Block,), said)
    return create_model(f"{kind.__name__}Block", __base__=named, __module__=__name__, **fields)


def slug(network: str) -> str:
    """Name the type of block that holds a network's credentials."""
    return f"communique-{network}"


BLOCKS: Mapping[str, type[Block]] = MappingProxyType(
    {network: block_type(network, kind) for network, kind in KINDS.items()}
)
"""The type of block for each network that wants credentials."""


def register() -> None:
    """Tell the Prefect server of the types, so that its page can show them; a second time changes nothing."""
    for made in BLOCKS.values():
        made.register_type_and_schema()


def read(network: str, name: str) -> dict[str, Any] | None:
    """Give what an account's block holds, in clear; None if there is no such block."""
    with get_client(sync_client=True) as client:
        try:
            return dict(client.read_block_document_by_name(name, slug(network), include_secrets=True).data)
        except ObjectNotFound:
            return None


def write(network: str, name: str, values: Mapping[str, Any]) -> None:
    """Keep an account's credentials in its block, in the place of older ones."""
    BLOCKS[network](**values).save(name, overwrite=True)
