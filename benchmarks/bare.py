"""The bare libraries: each makes the calls that our connector makes for one post, and looks at nothing but the status.

Where a library uses a session, it gets a plain one that does not look for proxies at every call, as ours; those that
know only the network's public address get one that sends to the practice server instead. Nothing else is changed.
"""

import hashlib
import hmac
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import finalize

import requests
from requests.adapters import HTTPAdapter

from benchmarks.places import account
from communique.connectors import flickr, wordpress
from communique.connectors.bluesky_repository import POSTS
from communique.connectors.discourse import external_id
from communique.connectors.practice import bluesky as practice_bluesky
from communique.connectors.practice.table import HOSTS, practice_keys
from communique.connectors.tid import tid
from communique.post.rendering import Rendering

TIMEOUT = 30
Send = Callable[[Rendering, str], object]
"""Posts one text under a key; raises whatever the library raises if the network says no."""


@dataclass(frozen=True, slots=True)
class Bare:
    """What a connector is compared with."""

    rival: str
    """The library, by its name."""
    open: Callable[[str, bytes], Send]
    """Opens it for a server at an address; takes the picture that goes with each post where there must be one."""


class Elsewhere(HTTPAdapter):
    """Sends what is meant for a public address to another one."""

    def __init__(self, public: str, url: str) -> None:
        """Name both."""
        super().__init__()
        self._public, self._url = public, url

    def send(self, request: requests.PreparedRequest, *given: Any, **named: Any) -> requests.Response:  # noqa: ANN401 -- the library's own
        """Send a request."""
        request.url = (request.url or "").replace(self._public, self._url, 1)
        return super().send(request, *given, **named)


def session(network: str = "", url: str = "") -> requests.Session:
    """Give a plain session; for a network with one address for everybody, it leads to ours."""
    made = requests.Session()
    made.trust_env = False
    if network:
        made.mount(HOSTS[network], Elsewhere(HOSTS[network], url))
    return made


def x(url: str, _: bytes) -> Send:
    """Open tweepy."""
    import tweepy  # noqa: PLC0415 -- only the rival  # pyright: ignore[reportMissingTypeStubs]

    consumer, consumer_secret, token, token_secret = practice_keys("x").secrets()
    client: Any = tweepy.Client(None, consumer, consumer_secret, token, token_secret)
    client.session = session("x", url)
    return lambda post, _: client.create_tweet(text=post.parts[0].text)


def linkedin(url: str, _: bytes) -> Send:
    """Open LinkedIn's own client; it never raises, so the status is looked at."""
    from linkedin_api.clients.restli.client import RestliClient  # noqa: PLC0415 -- only the rival

    ours, client = account("linkedin"), RestliClient()
    client.session = session("linkedin", url)
    bearing: Any = {"access_token": practice_keys("linkedin").secrets()[0], "version_string": ours.version}
    common: dict[str, Any] = {
        "author": f"urn:li:organization:{ours.organization}",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }

    def send(post: Rendering, _: str) -> object:
        entity = {**common, "commentary": post.parts[0].text}
        made: Any = client.create(resource_path="/posts", entity=entity, **bearing)
        made.response.raise_for_status()
        read: Any = client.get(resource_path="/posts/{id}", path_keys={"id": made.decoded_entity_id}, **bearing)
        return read.response.raise_for_status()

    return send


def facebook(url: str, _: bytes) -> Send:
    """Open a session with Graph."""
    ours, line = account("facebook"), session()
    token, secret = practice_keys("facebook").secrets()
    line.headers["Authorization"] = f"Bearer {token}"
    proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    feed = f"{url}/{ours.version}/{ours.page}/feed"
    return lambda post, _: _yes(
        line.post(feed, data={"message": post.parts[0].text, "appsecret_proof": proof}, timeout=TIMEOUT)
    )


def mastodon(url: str, _: bytes) -> Send:
    """Open Mastodon.py, with the version of the server told as ours does."""
    from mastodon import Mastodon  # noqa: PLC0415 -- only the rival

    client = Mastodon(
        access_token=practice_keys("mastodon").secrets()[0], api_base_url=url, session=session(),
        ratelimit_method="throw", mastodon_version="4.5.0", version_check_mode="created",
    )  # fmt: skip
    return lambda post, key: client.status_post(
        post.parts[0].text, visibility="public", language=post.language, idempotency_key=key
    )


def bluesky(url: str, _: bytes) -> Send:
    """Open atproto's client with a session of its own; it looks under the key before it puts the post there."""
    from atproto_client.client.raw import ClientRaw  # noqa: PLC0415 -- only the rival
    from atproto_client.exceptions import BadRequestError  # noqa: PLC0415 -- likewise

    client = ClientRaw(url)
    signed: Any = {"identifier": account("bluesky").handle, "password": practice_keys("bluesky").secrets()[0]}
    token = client.com.atproto.server.create_session(signed).access_jwt
    client.request.add_additional_header("Authorization", f"Bearer {token}")
    repo = client.com.atproto.repo

    def send(post: Rendering, key: str) -> object:
        there: Any = {"repo": practice_bluesky.DID, "collection": POSTS, "rkey": tid(key)}
        try:
            return repo.get_record(there)
        except BadRequestError:
            record = {"$type": POSTS, "text": post.parts[0].text, "createdAt": "2026-12-01T09:00:00.000Z"}
            made: Any = {**there, "record": {**record, "langs": [post.language]}, "validate_": True}
            return repo.put_record(made)

    finalize(send, client.request.close)  # the library leaves its connection open
    return send


def wordpress_(url: str, _: bytes) -> Send:
    """Open a session with WordPress; it looks for the slug before it posts."""
    line, address = session(), url + wordpress.POSTS
    keys: Any = practice_keys("wordpress")
    line.auth = (keys.user, keys.application_password.get_secret_value())

    def send(post: Rendering, key: str) -> object:
        slug = wordpress.slug_of(post, key)
        asked = {"slug": f"{slug},{slug}-2", "status": "any", "_fields": "id,slug,status,link"}
        _yes(line.get(address, params=asked, timeout=TIMEOUT))
        made = {"title": post.title, "content": f"<p>{html.escape(post.parts[0].text)}</p>"}
        return _yes(line.post(address, json={**made, "slug": slug, "status": "publish"}, timeout=TIMEOUT))

    return send


def discourse(url: str, _: bytes) -> Send:
    """Open pydiscourse."""
    from pydiscourse import DiscourseClient  # noqa: PLC0415 -- only the rival

    ours = account("discourse")
    client: Any = DiscourseClient(url, ours.handle, practice_keys("discourse").secrets()[0])
    return lambda post, key: client.create_post(
        post.parts[0].text, category_id=ours.category, title=post.title, external_id=external_id(key)
    )


def flickr_(url: str, body: bytes) -> Send:
    """Open a session with Flickr, signed by requests_oauthlib; it searches for the tag before it uploads."""
    from requests_oauthlib import OAuth1  # noqa: PLC0415 -- only the rival  # pyright: ignore[reportMissingTypeStubs]

    key, secret, token, token_secret = practice_keys("flickr").secrets()
    line, signer = session(), OAuth1(key, secret, token, token_secret)
    user, upload, rest = account("flickr").user, url + flickr.UPLOAD, url + flickr.REST
    search = {"method": "flickr.photos.search", "format": "json", "nojsoncallback": "1", "user_id": user,
              "extras": "machine_tags", "sort": "date-posted-asc"}  # fmt: skip

    def send(post: Rendering, key: str) -> object:
        tag = flickr.tag(key)
        asked = {**search, "machine_tags": tag.replace("=", '="') + '"'}
        _yes(line.post(rest, data=asked, auth=signer, timeout=TIMEOUT))
        form = {"title": post.title, "description": post.parts[0].text, "tags": tag, **flickr.SEEN}
        signed: Any = requests.Request("POST", upload, data=form, auth=signer).prepare().headers["Authorization"]
        photo = {"photo": ("cake.png", body, "image/png")}
        return _yes(line.post(upload, data=form, files=photo, headers={"Authorization": signed}, timeout=TIMEOUT))

    return send


def _yes(answer: requests.Response) -> requests.Response:
    """Make sure that the server said yes."""
    answer.raise_for_status()
    return answer


BARE = {
    "x": Bare("tweepy", x),
    "linkedin": Bare("LinkedIn's own client", linkedin),
    "facebook": Bare("bare requests.Session", facebook),
    "mastodon": Bare("Mastodon.py", mastodon),
    "bluesky": Bare("atproto", bluesky),
    "wordpress": Bare("bare requests.Session", wordpress_),
    "discourse": Bare("pydiscourse", discourse),
    "flickr": Bare("requests.Session, requests_oauthlib", flickr_),
}
"""The rival of each connector."""
