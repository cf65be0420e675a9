"""New tokens for old ones, where a network gives them; whoever asks must store them before they are used.

Source: learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens
"""

import datetime as dt
from collections.abc import Callable

from pydantic import SecretStr

from communique.committee.accounts import LinkedInAccount
from communique.connectors.credentials import LinkedInCredentials
from communique.connectors.errors import InDoubt, Refused, Unauthorized, Unreachable

LINKEDIN = "https://www.linkedin.com"
EARLY = dt.timedelta(days=15)
"""So long before its end a token is renewed; earlier than anybody is warned."""


def renewable(held: LinkedInCredentials, now: dt.datetime) -> bool:
    """Tell whether a token can be renewed, and should be: it ends soon, or nobody knows when."""
    app = held.client_id and held.client_secret.get_secret_value() and held.refresh_token.get_secret_value()
    return bool(app) and (held.expires is None or held.expires <= (now + EARLY).date())


def renewed(
    account: LinkedInAccount, held: LinkedInCredentials, clock: Callable[[], dt.datetime]
) -> LinkedInCredentials:  # fmt: skip
    """Ask LinkedIn for a new token by the refresh token; nothing public changes.

    Raises `Unauthorized` if LinkedIn refuses, `Throttled`, or `Unreachable` for anything that may pass.
    """
    from communique.connectors.transport import Transport  # noqa: PLC0415 -- `communique check` never sends anything
    from communique.connectors.wire import Wire, said_json  # noqa: PLC0415 -- likewise

    wire = Wire(Transport(LINKEDIN, account.api_url), clock, secrets=held.secrets())
    form = {
        "grant_type": "refresh_token",
        "refresh_token": held.refresh_token.get_secret_value(),
        "client_id": held.client_id,
        "client_secret": held.client_secret.get_secret_value(),
    }
    try:
        told = said_json(wire.effect("POST", "/oauth/v2/accessToken", data=form))
        return _read(held, told, clock())
    except InDoubt as doubt:
        raise Unreachable(f"LinkedIn gave no new token: {doubt}") from doubt
    except Refused as no:
        raise Unauthorized(f"LinkedIn gives no new token; run `communique accounts connect linkedin`: {no}") from no


def _read(held: LinkedInCredentials, told: dict[str, object], now: dt.datetime) -> LinkedInCredentials:
    """Read the new token; the refresh token stays the same unless LinkedIn gives another. Raises `InDoubt`."""
    token, lasts = told.get("access_token"), told.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(lasts, int):
        raise InDoubt("it said yes without a token")
    change: dict[str, object] = {"access_token": SecretStr(token), "expires": (now + dt.timedelta(0, lasts)).date()}
    another = told.get("refresh_token")
    if isinstance(another, str) and another:
        change["refresh_token"] = SecretStr(another)
    return held.model_copy(update=change)
