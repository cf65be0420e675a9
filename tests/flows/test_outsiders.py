"""What somebody can do without the login, and what somebody can do who has the login but no one-time code."""

from typing import Any

import pytest
import requests

from communique.queue import audit
from office import Office, until

IDEA = "text: ISO 22222, Sponge cakes, is published, part {}.\nkind: publication\nauthor: a.baker\n"
NOBODYS = (None, ("secretary", "wrong"), ("", ""), ("admin", "pass"))
ASKED = (
    ("POST", "/flow_runs/filter"),
    ("POST", "/flow_runs/{run}/resume"),
    ("POST", "/flow_runs/{run}/set_state"),
    ("POST", "/flow_runs/{run}/input/filter"),
    ("POST", "/flow_runs/{run}/input"),
    ("DELETE", "/flow_runs/{run}"),
    ("GET", "/flow_runs/{run}"),
    ("GET", "/deployments/name/publish-week/publish-week"),
    ("POST", "/deployments/filter"),
    ("POST", "/logs/filter"),
    ("POST", "/artifacts/filter"),
    ("POST", "/variables/filter"),
    ("POST", "/block_documents/filter"),
    ("GET", "/admin/settings"),
    ("DELETE", "/admin/database/clear"),
    ("GET", "/csrf-token?client=x"),
)


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


@pytest.mark.parametrize(("method", "path"), ASKED)
@pytest.mark.parametrize("login", NOBODYS, ids=["none", "wrong password", "empty", "guessed"])
def test_nothing_of_the_desk_without_the_login(
    office: Office, waiting: dict[str, Any], login: tuple[str, str] | None, *, method: str, path: str
) -> None:
    """No call of Prefect's interface reads or changes anything; the post stays as it is."""
    url = f"{office.address}/api{path.format(run=waiting['id'])}"
    answer = requests.request(
        method, url, json={"run_input": {"decision": "approve", "code": ""}}, auth=login, timeout=30
    )
    assert answer.status_code == (401 if method == "GET" else 403)  # without a CSRF token, which needs the login
    assert "outside" not in answer.text
    assert office.states("outside") == {"waiting"}


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
