"""A page of an organisation on LinkedIn, by LinkedIn's own client.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api and …/images-api
"""

import datetime as dt
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from communique.committee.accounts import LinkedInAccount
from communique.committee.workspace import Home
from communique.connectors import linkedin_post as post
from communique.connectors import littletext, text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.identity import Identity, of_us
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys
    from communique.connectors.restli import Restli

FRAME = Frame(mimes=frozenset({"image/jpeg", "image/png", "image/gif"}), pixels=36_152_319)
LIMITS = Limits(length=3000, pictures=20, measure=littletext.measure, frame=FRAME)
SCOPES = ("w_organization_social", "r_organization_social")
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each look whether a picture is ready."""
SKEW = dt.timedelta(minutes=5)
"""How far LinkedIn's clock may be behind ours."""
PAGE, MOST = 100, 5000
"""Posts that one look gives, and posts after which looking ends."""
OLD = 9
"""Months after which a version of the interface should be replaced; it ends after about twelve."""


class LinkedIn:
    """The committee's page."""

    network = "linkedin"
    limits = LIMITS

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no page."""
        account = home.committee.accounts.linkedin
        if account is None:
            raise LookupError(f"{home.committee.committee} has no page on LinkedIn")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock
        self._author = f"urn:li:organization:{account.organization}"

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: one part; the link is a card, or below the text where there are pictures."""
        whole = "\n\n".join(filter(None, map(text.tidy, idea.parts(self.network))))
        title = text.flat(text.tidy(idea.title)) or text.title(whole)
        if idea.link and pictures and idea.link not in whole:
            whole = f"{whole}\n\n{idea.link}".strip()
        page = f"linkedin.com/company/{self._account.handle or self._account.organization}"
        return Rendering(
            network=self.network,
            account=f"{self._account.name} ({page})" if self._account.name else page,
            slug=idea.id,
            title=title,
            language=idea.language,
            parts=(Part(text=whole, length=littletext.measure(whole), limit=self.limits.length),),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:  # noqa: ARG002 -- LinkedIn knows no keys
        """Send the post, and read it back. Raises exactly one `ConnectorError` unless it surely stands."""
        from communique.connectors.restli import PREPARING, meaning  # noqa: PLC0415 -- loads requests

        words = rendering.parts[len(stands)].text
        page = self._page
        with meaning(PREPARING, "nothing was published"):
            images = self._uploaded(page, rendering.pictures)
        entity = post.entity(self._author, rendering, words, images)
        urn = page.ask("create", "/posts", entity=entity).decoded_entity_id
        if not isinstance(urn, str) or not post.URN.fullmatch(urn):
            raise InDoubt("LinkedIn said yes without naming the post")
        self._read_back(page, urn, words)
        return post.receipt(urn)

    def find(
        self,
        rendering: Rendering,
        key: str,  # noqa: ARG002 -- LinkedIn knows no keys
        stands: tuple[Receipt, ...],
        since: dt.datetime,
    ) -> Receipt | None:
        """Look among the page's own posts for the same words, link and number of pictures.

        Never gives None: LinkedIn does not promise to show a new post at once. Raises `InDoubt` or `Unreachable`.
        """
        words = rendering.parts[len(stands)].text
        posts = self._posts(since - SKEW)
        alike = [each for each in posts if each.shows(rendering)]
        same = [each for each in alike if not post.difference(words, each.words)]
        if same:
            return post.receipt(next((each for each in same if each.created >= since), same[-1]).urn)
        for each in alike:
            if post.cut(words, each.words):
                raise InDoubt(f"{post.difference(words, each.words)}; look at {post.address(each.urn)}")
        raise InDoubt(
            f"it is not among the page's {len(posts)} posts since {since:%Y-%m-%d %H:%M} UTC; LinkedIn does not "
            "promise that it would be shown already. Look at the page: "
            f"https://www.linkedin.com/company/{self._account.organization}/"
        )

    def retract(self, receipt: Receipt) -> None:
        """Delete a post; raises exactly one `ConnectorError` unless it is surely gone."""
        from communique.connectors.restli import Missing  # noqa: PLC0415 -- loads requests

        try:
            self._page.ask("delete", "/posts/{id}", path_keys={"id": receipt.remote_id})
        except Missing:
            return

    @of_us("LinkedIn")
    def identity(self) -> Identity:
        """Ask which page the token speaks for; raises `ConnectorError` if it can't read the page's posts.

        Name and description need the scope rw_organization_admin besides; the picture is not told.
        """
        from communique.connectors.restli import PREPARING, meaning  # noqa: PLC0415 -- loads requests

        page, missing = self._page, list[str]()
        with meaning(PREPARING, "LinkedIn does not tell who we are"):
            page.ask("finder", "/posts", finder_name="author", query_params={"author": self._author, "count": 1})
            token = page.introspect()
            try:
                told = page.read("/organizations/{id}", self._account.organization)
            except Unauthorized:
                told, missing = {}, ["rw_organization_admin"]
        scopes = tuple(str(token["scope"]).replace(",", " ").split()) if token.get("scope") else None
        missing += [scope for scope in SCOPES if scopes is not None and scope not in scopes]
        ends = token.get("expires_at")
        old = version_warning(self._account, self._clock().date())
        names = (str(told.get(each) or "") for each in ("vanityName", "id", "localizedName", "localizedDescription"))
        handle, number, name, bio = names
        return Identity(
            handle, number, name, bio, scopes=scopes, missing=tuple(missing), remarks=(old,) if old else (),
            expires=dt.datetime.fromtimestamp(ends, dt.UTC) if isinstance(ends, int) else self._ends(),
        )  # fmt: skip

    @cached_property
    def _page(self) -> "Restli":
        """Open the session on its first use."""
        from communique.connectors.credentials import LinkedInCredentials  # noqa: PLC0415 -- see below
        from communique.connectors.restli import Restli  # noqa: PLC0415 -- `communique check` never sends anything

        keys = self._keys()
        if not isinstance(keys, LinkedInCredentials):
            raise Unauthorized("these are no credentials for LinkedIn: run `communique accounts connect linkedin`")
        return Restli(self._account, keys, self._clock)

    def _ends(self) -> dt.datetime | None:
        """Give the day on which the token ends, as it was written down."""
        day: dt.date | None = getattr(self._keys(), "expires", None)
        return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None

    def _uploaded(self, page: "Restli", pictures: tuple[Picture, ...]) -> list[str]:
        """Send the pictures, which nobody sees yet, wait until LinkedIn has made them ready, and give their names."""
        bodies = [(picture, approved(picture, self._pictures)) for picture in pictures]
        names = list[str]()
        for picture, body in bodies:
            request = {"initializeUploadRequest": {"owner": self._author}}
            told = page.ask("action", "/images", action_name="initializeUpload", action_params=request).value
            try:
                url, name = str(told["uploadUrl"]), str(told["image"])
            except (KeyError, TypeError) as strange:
                raise Unreachable("LinkedIn did not say where to send a picture") from strange
            page.upload(url, body, picture.mime)
            names.append(name)
        for name, picture in zip(names, pictures, strict=True):
            _await_ready(page, name, picture)
        return names

    def _read_back(self, page: "Restli", urn: str, words: str) -> None:
        """Raise `InDoubt` if the public reads another text than the approved one, so that the Secretary is asked.

        Where LinkedIn doesn't show the post yet there is nothing to say against it: it stands.
        """
        try:
            shown = page.read("/posts/{id}", urn).get("commentary")
        except ConnectorError:
            return
        wrong = post.difference(words, littletext.decoded(shown)) if isinstance(shown, str) else ""
        if wrong:
            raise InDoubt(f"{wrong}; the post stands, look at {post.address(urn)}")

    def _posts(self, floor: dt.datetime) -> list[post.Posted]:
        """Give the page's own posts since a moment, oldest first. Raises `InDoubt` or `Unreachable`."""
        from communique.connectors.restli import LOOKING, meaning  # noqa: PLC0415 -- loads requests

        found = list[post.Posted]()
        for start in range(0, MOST, PAGE):
            query = {"author": self._author, "count": PAGE, "start": start, "sortBy": "CREATED"}
            with meaning(LOOKING, "LinkedIn does not tell what stands on the page"):
                told = self._page.ask("finder", "/posts", finder_name="author", query_params=query).elements
            recent = [each for each in post.listed(told) if each.created >= floor]
            found += recent
            if not recent:
                return sorted(found, key=lambda each: each.created)
        raise InDoubt(f"the page has more than {MOST} posts since {floor:%Y-%m-%d %H:%M} UTC")


def version_warning(account: LinkedInAccount, today: dt.date) -> str | None:
    """Say that the version of LinkedIn's interface should be replaced, before it ends; None while it is young."""
    year, month = int(account.version[:4]), int(account.version[4:])
    age = (today.year - year) * 12 + today.month - month
    if age <= OLD:
        return None
    return (
        f"version {account.version} of LinkedIn's interface is {age} months old, and each ends after about 12: set "
        f'`version: "{today - dt.timedelta(days=today.day):%Y%m}"` under `linkedin` in the committee file'
    )


def _await_ready(page: "Restli", name: str, picture: Picture) -> None:
    """Wait until a picture is ready; raises `Refused` if LinkedIn can't use it, `Unreachable` if it takes too long."""
    for pause in PAUSES:
        time.sleep(pause)
        status = page.read("/images/{id}", name).get("status")
        if status == "AVAILABLE":
            return
        if status == "PROCESSING_FAILED":
            raise Refused(
                f"LinkedIn can't use the picture {picture.file}: save it as JPEG or PNG, and hand it in again"
            )
    raise Unreachable(f"LinkedIn is still working on the picture {picture.file}")
