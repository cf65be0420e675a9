"""What somebody can do without the login, and what somebody can do who has the login but no one-time code."""

import json
import re
from typing import Any

import pytest
import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from communique.queue import audit
from office import Office, until

IDEA = "text: ISO 22222, Sponge cakes, is published, part {}.\nkind: publication\nauthor: a.baker\n"
UNAUTHORIZED = 401
NOBODYS = (None, ("secretary", "wrong"), ("", ""), ("admin", "pass"))
OPEN = {("GET", "/health"), ("GET", "/ready")}
"""What answers without a login: that the server is there."""
SOCKETS = ("events/in", "events/out", "logs/out", "task_runs/subscriptions/scheduled")


def publish(office: Office) -> None:
    """Run the weekly flow at once."""
    office.run("publish-week/publish-week", {"workspace": str(office.folder), "committee": "iso-tc-400", "now": True})


def outcomes(office: Office, idea: str) -> list[str]:
    """Give what came of every answer at a post's desk."""
    log = audit.export(office.installation.engine)
    return [each["details"]["outcome"] for each in log if (each["what"], each["subject"]) == ("desk.answered", idea)]


@pytest.fixture(scope="module")
def waiting(office: Office) -> dict[str, Any]:
    """Give the desk of a post that waits."""
    office.hand_in("outside.yaml", IDEA.format("outside"))
    return office.desk("outside, revision 1")


@pytest.fixture(scope="module")
def routes(office: Office) -> set[tuple[str, str]]:
    """Give every call that Prefect's interface knows, and the pages that describe it."""
    paths = requests.get(f"{office.address}/openapi.json", timeout=30).json()["paths"]
    known = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    return known | {
        ("GET", f"/{page}") for page in ("openapi.json", "docs", "redoc", "static/prefect-logo-mark-gradient.png")
    }


@pytest.mark.parametrize("login", NOBODYS, ids=["none", "wrong password", "empty", "guessed"])
def test_no_call_without_the_login(
    office: Office, waiting: dict[str, Any], routes: set[tuple[str, str]], login: tuple[str, str] | None
) -> None:
    """Every single call is refused, even with a valid CSRF token; only that the server is there can be asked."""
    assert len(routes) > 150
    tokens, answered = csrf(office), set[tuple[str, str]]()
    with requests.Session() as session:
        for method, path in sorted(routes):
            url = f"{office.address}/api{re.sub(r'{[^}]*}', waiting['id'], path)}"
            answer = session.request(method, url, json={}, auth=login, headers=tokens, timeout=30)
            if answer.status_code != UNAUTHORIZED:
                answered.add((method, path))
    assert answered == OPEN
    assert office.states("outside") == {"waiting"}


def csrf(office: Office) -> dict[str, str]:
    """Give the headers of a valid CSRF token, as somebody has who once was let in."""
    token = office.ask("GET", "/csrf-token?client=outsider")["token"]
    return {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "outsider"}


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("said", ["nothing", "a wrong login", "the page's login", "something else"])
def test_no_socket_without_the_programs_login(office: Office, path: str, said: str) -> None:
    """What runs report and what the page is told live is neither read nor written by anybody else."""
    words = {
        "nothing": {"type": "auth"}, "a wrong login": {"type": "auth", "token": "admin:pass"},
        "the page's login": {"type": "auth", "token": office.login}, "something else": {"type": "filter", "filter": {}},
    }  # fmt: skip
    url = f"{office.address}/api/{path}".replace("http", "ws", 1)
    with connect(url, subprotocols=[Subprotocol("prefect")]) as socket:
        socket.send(json.dumps(words[said]))
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=30)


@pytest.mark.parametrize("path", SOCKETS)
def test_no_socket_without_the_handshake(office: Office, path: str) -> None:
    """A socket that does not even offer to log in is not opened, or closed at once."""
    url = f"{office.address}/api/{path}".replace("http", "ws", 1)
    with pytest.raises((ConnectionClosed, InvalidStatus)), connect(url) as socket:
        socket.recv(timeout=30)


def test_the_login_is_not_enough_for_the_machine(office: Office, waiting: dict[str, Any]) -> None:
    """The page's login lets nobody run commands, read credentials, publish out of turn or change a run."""
    weekly = office.ask("GET", "/deployments/name/publish-week/publish-week")["id"]
    command = {"prefect.deployments.steps.run_shell_script": {"script": "touch /tmp/never"}}
    tried = (
        ("PATCH", f"/deployments/{weekly}", {"pull_steps": [command]}),
        ("POST", f"/deployments/{weekly}/create_flow_run", {"job_variables": {"env": {"COMMUNIQUE_DATABASE": "x"}}}),
        ("POST", f"/deployments/{weekly}/create_flow_run", {"parameters": {"now": True}}),
        ("POST", "/block_documents/filter", {"include_secrets": True}),
        ("PATCH", f"/flow_runs/{waiting['id']}", {"parameters": {"revision": 1}}),
        ("GET", "/admin/settings", None),
    )
    said = [office.asked(*each, login=office.login) for each in tried]
    assert [answer.status_code for answer in said] == [403] * len(tried)
    assert all("not enough" in answer.text for answer in said)


def test_the_page_itself_holds_nothing(office: Office, waiting: dict[str, Any]) -> None:
    """What is served without the login is the empty page: no post, no run, no login."""
    for path in ("/", "/v2/runs", f"/v2/runs/flow-run/{waiting['id']}", "/ui-settings", "/api/health"):
        shown = requests.get(office.address + path, timeout=30).text
        assert "sponge" not in shown.lower()
        assert office.login.partition(":")[2] not in shown


@pytest.mark.parametrize("code", ["", "000000", "the Secretary told me on the phone"])
def test_the_login_alone_approves_nothing(office: Office, code: str) -> None:
    """A content creator who has the login, but no code, is asked again; nothing is approved and nothing goes out."""
    idea = f"coded-{len(code)}"
    office.hand_in(f"{idea}.yaml", IDEA.format(idea))
    office.answer(office.desk(f"{idea}, revision 1"), decision="approve", code=code)
    until("the answer is judged", lambda: outcomes(office, idea))
    assert outcomes(office, idea) == ["wrong-code"]
    publish(office)
    assert office.states(idea) == {"waiting"}
    office.answer(office.desk(f"{idea}, revision 1"), decision="reject", comment="No.", code=office.code())
    until("rejected, which forgives the wrong code", lambda: office.states(idea) == {"rejected"})


def test_a_run_that_is_called_completed_has_approved_nothing(office: Office) -> None:
    """Who has the login can set a review's state by hand; the queue does not ask Prefect what was decided."""
    office.hand_in("forced.yaml", IDEA.format("forced"))
    run, body = office.desk("forced, revision 1"), {"state": {"type": "COMPLETED"}, "force": True}
    office.ask("POST", f"/flow_runs/{run['id']}/set_state", body, login=office.login)
    publish(office)
    assert office.states("forced") == {"waiting"}


def test_a_code_is_of_no_use_a_second_time(office: Office) -> None:
    """Whoever saw the Secretary's code, or reads it in Prefect's database, approves no other post with it."""
    for number in (1, 2):
        office.hand_in(f"seen-{number}.yaml", IDEA.format(number))
    code = office.code()
    office.answer(office.desk("seen-1, revision 1"), decision="approve", code=code)
    until("approved", lambda: office.states("seen-1") == {"ready"})
    office.answer(office.desk("seen-2, revision 1"), decision="approve", code=code)
    until("the answer is judged", lambda: outcomes(office, "seen-2"))
    assert outcomes(office, "seen-2")[0] in {"used-code", "wrong-code"}
    assert office.states("seen-2") == {"waiting"}
