"""A photo stream on a practice server of Flickr."""

import pytest

from communique.connectors.flickr import Flickr
from communique.connectors.practice.server import Request
from communique.post.picture import Picture
from communique.post.rendering import Rendering
from places import LINK, Ideas

ACCOUNT = {"name": "ISO/TC 400 Cakes", "bio": "Official account of ISO/TC 400 & friends"}
UPLOAD, REST = "/services/upload/", "/services/rest/"


@pytest.fixture
def rendered(flickr: Flickr, idea: Ideas, picture: Picture) -> Rendering:
    """Give a post with its picture."""
    return flickr.render(idea(text="ISO 22222 is out. <b> & #cakes", title="Sponge & <cakes>", link=LINK), (picture,))


def meant(request: Request, path: str = UPLOAD, method: str = "") -> bool:
    """Tell an upload, or a call of a method."""
    return request.path == path and method.encode() in request.body
