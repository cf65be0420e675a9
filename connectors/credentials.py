"""What each network wants to know of us before it lets us publish; one value per account."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field, SecretStr

from communique.committee.strict import Strict


class Credentials(Strict):
    """The credentials of one account; nothing secret in them is ever shown."""

    def secrets(self) -> tuple[str, ...]:
        """Give every secret in clear, to take it out of messages."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


Keys = Callable[[], Credentials]
"""Gives an account's credentials when they are needed; raises `Unauthorized` if there are none."""


def _asked(words: str) -> object:
    """Say where in the network's settings a value is found."""
    return Field(description=words)


class XCredentials(Credentials):
    """Four values of an app on X with OAuth 1.0a and the permission to read and write (developer.x.com)."""

    consumer_key: Annotated[SecretStr, _asked("“API Key” on the app's page “Keys and tokens”")]
    consumer_secret: Annotated[SecretStr, _asked("“API Key Secret”, beside it")]
    access_token: Annotated[SecretStr, _asked("“Access Token” of the official account, same page, lower down")]
    access_token_secret: Annotated[SecretStr, _asked("“Access Token Secret”, beside it")]


class LinkedInCredentials(Credentials):
    """A token for a page on LinkedIn (linkedin.com/developers)."""

    access_token: Annotated[
        SecretStr, _asked("the token from “OAuth 2.0 tools”, scopes w_organization_social and r_organization_social")
    ]
    expires: Annotated[
        date | None, _asked("the day on which the token ends, as in 2027-01-20 (60 days after it was made)")
    ] = None
    client_id: Annotated[str, _asked("“Client ID” on the app's page “Auth”; leave empty without a refresh token")] = ""
    client_secret: Annotated[SecretStr, _asked("“Primary Client Secret”, beside it")] = SecretStr("")
    refresh_token: Annotated[SecretStr, _asked("the refresh token, if LinkedIn gave one")] = SecretStr("")


class FacebookCredentials(Credentials):
    """A page token and the secret of its app on Facebook (developers.facebook.com)."""

    page_token: Annotated[SecretStr, _asked("the page's token, from “Graph API Explorer” by way of /me/accounts")]
    app_secret: Annotated[SecretStr, _asked("“App Secret” under “App settings”, “Basic”")]


class MastodonCredentials(Credentials):
    """A token of an application on a Mastodon server."""

    access_token: Annotated[SecretStr, _asked("“Your access token” under Preferences, Development, your application")]


class BlueskyCredentials(Credentials):
    """An app password on Bluesky."""

    app_password: Annotated[SecretStr, _asked("a new one under Settings, Privacy and security, App passwords")]


class WordPressCredentials(Credentials):
    """A user of a WordPress site with an application password."""

    user: Annotated[str, _asked("the user name, with the role Author or higher")]
    application_password: Annotated[SecretStr, _asked("a new one under Users, Profile, Application Passwords")]


class DiscourseCredentials(Credentials):
    """A key of a Discourse forum, made by one of its administrators."""

    api_key: Annotated[SecretStr, _asked("the key that the forum's administrator made for your user")]


class FlickrCredentials(Credentials):
    """Four values of an app on Flickr with the permission to write and delete (flickr.com/services/apps)."""

    api_key: Annotated[SecretStr, _asked("“Key” of the app")]
    api_secret: Annotated[SecretStr, _asked("“Secret”, below it")]
    access_token: Annotated[SecretStr, _asked("the OAuth token that the account gave to the app")]
    access_token_secret: Annotated[SecretStr, _asked("the OAuth token secret, given with it")]


KINDS: dict[str, type[Credentials]] = {
    "x": XCredentials,
    "linkedin": LinkedInCredentials,
    "facebook": FacebookCredentials,
    "mastodon": MastodonCredentials,
    "bluesky": BlueskyCredentials,
    "wordpress": WordPressCredentials,
    "discourse": DiscourseCredentials,
    "flickr": FlickrCredentials,
}
"""Which credentials a network wants; the blog and the practice network want none."""
