"""An account on a practice server of X."""

from communique.connectors.practice.server import PracticeServer, Request
from communique.connectors.x import X
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt

ACCOUNT = {"name": "ISO/TC 400 Cakes", "bio": "Official account of ISO/TC 400"}


def meant(request: Request, begins: str = "POST /2/tweets") -> bool:
    """Tell a request whose method and path begin like this."""
    return f"{request.method} {request.path}".startswith(begins)


def send(x: X, *parts: str, pictures: tuple[Picture, ...] = ()) -> tuple[Receipt, ...]:
    """Publish a post or a thread."""
    given: dict[str, object] = {"thread": parts} if len(parts) > 1 else {"text": parts[0]}
    idea = Idea.model_validate({"id": "cakes", "networks": ("x",), "kind": "publication", "author": "a.baker", **given})
    rendering, stands = x.render(idea, pictures), tuple[Receipt, ...]()
    for number in range(len(parts)):
        stands += (x.publish(rendering, f"key {number}", stands),)
    return stands


def asked(server: PracticeServer) -> list[str]:
    """Give what the server was asked for, in order."""
    return [f"{request.method} {request.path}" for request in server.requests]
