"""A page on a practice server of Facebook."""

from communique.connectors.facebook import Facebook
from communique.connectors.practice.facebook import KEYS
from communique.connectors.practice.server import Reply, Request
from communique.post.picture import Picture
from communique.post.rendering import Rendering
from places import Ideas

ACCOUNT = {"name": "ISO/TC 400 Cakes", "handle": "isotc400", "bio": "Official account of ISO/TC 400"}
TOKEN, SECRET = KEYS.secrets()


def meant(request: Request, ends: str = "/feed") -> bool:
    """Tell a request whose path ends like this."""
    return request.path.endswith(ends)


def error(code: int, *, status: int = 400, **more: object) -> Reply:
    """Give an error as Graph words it."""
    return Reply.of(status, {"error": {"message": "(#1) So it is", "type": "OAuthException", "code": code, **more}})


def rendered(page: Facebook, idea: Ideas, *pictures: Picture, **given: object) -> Rendering:
    """Render a post."""
    return page.render(idea(**given), pictures)
