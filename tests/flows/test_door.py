"""The door of the Prefect server, without a server behind it."""

import asyncio
from typing import Any

from communique.flows.door import MOST, Door, basic

PAGE, OWN = "secretary:cake", "communique:oven"
CANCEL = b'{"state": {"type": "CANCELLED"}}'


class Inner:
    """An application that keeps what comes to it, and says yes."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.asked: list[tuple[list[bytes], bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Keep login and body, and answer."""
        told = await receive() if scope["type"] == "http" else {}
        logins = [value for name, value in scope["headers"] if name == b"authorization"]
        self.asked.append((logins, told.get("body", b"")))
        await send({"type": "http.response.start", "status": 200, "headers": []})


def ask(method: str, path: str, *logins: bytes, body: tuple[bytes, ...] = (b"",), kind: str = "http") -> Any:
    """Knock, with what is sent in pieces; gives what came in, and the answer's status and headers."""
    inner, said = Inner(), list[Any]()
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    waiting[-1]["more_body"] = False

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": kind, "method": method, "path": path, "headers": [(b"authorization", each) for each in logins]}
    asyncio.run(Door(inner, page=PAGE, own=OWN)(scope, receive, send))
    return inner.asked, said[0]["status"], dict(said[0]["headers"])


def test_people_come_in_with_their_login() -> None:
    """What they may do is passed on, whole, with the programs' login in place of theirs."""
    came, status, _ = ask("POST", "/api/flow_runs/1/set_state", basic(PAGE), body=(CANCEL[:9], CANCEL[9:]))
    assert (came, status) == ([([basic(OWN)], CANCEL)], 200)


def test_what_their_login_is_not_enough_for_does_not_come_in() -> None:
    """It is refused at the door, also beside another login, and if too much is sent along to be judged."""
    for logins in ((basic(PAGE),), (b"Basic x", basic(PAGE)), (basic(PAGE), b"Basic x")):
        assert ask("DELETE", "/api/flow_runs/1", *logins)[:2] == ([], 403)
    much = (CANCEL, b" " * MOST)
    assert ask("POST", "/api/flow_runs/1/set_state", basic(PAGE), body=much)[:2] == ([], 403)


def test_other_logins_are_left_to_the_server() -> None:
    """No login, a wrong one and the programs' own come to the server as they are; so does a socket."""
    for logins in ((), (b"Basic x",), (basic(OWN),)):
        assert ask("DELETE", "/api/flow_runs/1", *logins)[0] == [([*logins], b"")]
    assert ask("", "/api/events/in", basic(PAGE), kind="websocket")[0] == [([basic(PAGE)], b"")]


def test_the_programs_login_is_for_the_interface_only() -> None:
    """What lies beside the interface gets the login as it came."""
    assert ask("GET", "/docs", basic(PAGE))[0] == [([basic(PAGE)], b"")]


def test_every_answer_keeps_other_pages_out() -> None:
    """Also a refusal says that no other page may frame it."""
    for path in ("/v2/runs", "/api/admin/settings"):
        headers = ask("GET", path, basic(PAGE))[2]
        assert headers[b"x-frame-options"] == b"DENY"
        assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
