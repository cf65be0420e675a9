"""What holds while a real Prefect server and runner work, are killed, and start again."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from communique.queue import view
from office import Office, new_office, until

IDEA = "text: ISO 22222, Sponge cakes, is published.\nkind: publication\nauthor: a.baker\n"


def publish(office: Office) -> None:
    """Run the weekly flow at once."""
    office.run("publish-week/publish-week", {"workspace": str(office.folder), "committee": "iso-tc-400", "now": True})


def decide(office: Office, name: str, decision: str, comment: str = "") -> None:
    """Answer a desk with a right code."""
    run = office.desk(name)
    office.answer(run, decision=decision, comment=comment, code=office.code())


def test_a_changed_idea_voids_the_approval_and_clears_the_old_desk(office: Office) -> None:
    """An approved post that is changed goes to a new desk; only what was approved there is published."""
    office.hand_in("changed.yaml", IDEA.replace("22222", "22001"))
    decide(office, "changed, revision 1", "approve")
    until("approved", lambda: office.states("changed") == {"ready"})
    office.hand_in("changed.yaml", IDEA.replace("22222", "22002"))
    assert office.states("changed") == {"waiting"}
    publish(office)
    assert office.states("changed") == {"waiting"}
    decide(office, "changed, revision 2", "approve")
    until("approved again", lambda: office.states("changed") == {"ready"})
    publish(office)
    page = (office.folder / "public" / "posts" / "changed" / "index.html").read_text()
    assert "22002" in page
    assert "22001" not in page


def test_a_cancelled_review_gets_a_new_desk(office: Office) -> None:
    """Cancelling the run in Prefect decides nothing: the next follow-up opens another one, and only one."""
    office.hand_in("cancelled.yaml", IDEA.replace("22222", "22003"))
    run = office.desk("cancelled, revision 1")
    office.ask("POST", f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
    office.run("follow-up/follow-up", {"workspace": str(office.folder)})
    again = office.desk("cancelled, revision 1, turn 2")
    office.run("follow-up/follow-up", {"workspace": str(office.folder)})
    assert office.desk("cancelled, revision 1, turn 2")["id"] == again["id"]
    decide(office, "cancelled, revision 1, turn 2", "reject", "Not this one.")
    until("rejected", lambda: office.states("cancelled") == {"rejected"})


def test_a_suspended_run_without_a_form_is_told_from_one_with_it(office: Office) -> None:
    """A run killed between suspending and storing its form is found: nobody could answer it."""
    office.hand_in("formless.yaml", IDEA.replace("22222", "22006"))
    run = office.desk("formless, revision 1")
    look = (
        "from prefect.client.orchestration import get_client; from communique.flows.reviews import has_form\n"
        f"with get_client(sync_client=True) as client: print(has_form(client, client.read_flow_run('{run['id']}')))"
    )
    assert office.python(look) == "True"
    key = run["state"]["state_details"]["run_input_keyset"]["schema"]
    office.ask("DELETE", f"/flow_runs/{run['id']}/input/{key}")
    assert office.python(look) == "False"


def test_a_day_chosen_at_the_desk_holds_the_post_back(office: Office) -> None:
    """`Publish not before` counts in the committee's zone, and the weekly flow keeps to it."""
    office.hand_in("later.yaml", IDEA.replace("22222", "22007"))
    run = office.desk("later, revision 1")
    office.answer(run, decision="approve", not_before="2040-07-01T10:00:00", code=office.code())
    until("approved", lambda: office.states("later") == {"ready"})
    publish(office)
    assert office.states("later") == {"ready"}
    (planned,) = [each for each in view.ready(office.installation.engine, "iso-tc-400") if each.idea_id == "later"]
    assert planned.after == dt.datetime(2040, 7, 1, 8, tzinfo=dt.UTC)


def test_a_superseded_desk_is_taken_away(office: Office) -> None:
    """When a waiting idea is changed, its old form disappears, so that nobody answers it in vain."""
    office.hand_in("twice.yaml", IDEA.replace("22222", "22004"))
    old = office.desk("twice, revision 1")
    office.hand_in("twice.yaml", IDEA.replace("22222", "22005"))
    office.desk("twice, revision 2")
    assert office.ask("GET", f"/flow_runs/{old['id']}")["state"]["type"] == "CANCELLED"


def test_the_weekly_schedule_says_what_the_committee_file_says(office: Office) -> None:
    """Each committee has one weekly schedule, with its own time, zone and parameters."""
    found = office.ask("GET", "/deployments/name/publish-week/publish-week")
    (schedule,) = found["schedules"]
    assert schedule["slug"] == "iso-tc-400"
    assert schedule["schedule"]["cron"] == "0 10 * * 2"
    assert schedule["schedule"]["timezone"] == "Europe/Zurich"
    assert schedule["parameters"] == {"workspace": str(office.folder), "committee": "iso-tc-400"}


def test_nobody_gets_in_without_the_login(office: Office) -> None:
    """The server listens on loopback only, wants the login, and takes no request that another page sends."""
    asked = requests.get(f"{office.address}/api/deployments/name/publish-week/publish-week", timeout=30)
    assert asked.status_code == 401
    name, _, password = office.login.partition(":")
    forged = requests.post(f"{office.address}/api/flow_runs/filter", json={}, auth=(name, password), timeout=30)
    assert forged.status_code == 403
    listening = {each.laddr.ip for each in psutil.net_connections("tcp") if each.laddr.port == office.port}
    assert listening == {"127.0.0.1"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    """Give an office of one's own, not started, and leave nothing of it running."""
    made = new_office(tmp_path / "own office")
    yield made
    if made.process and made.process.poll() is None:
        made.end()


TRAP = "import pathlib\npathlib.Path(__file__).with_suffix('.sprung').touch()\nraise SystemExit(1)\n"


def test_what_others_lay_into_the_folder_is_neither_run_nor_obeyed(own: Office) -> None:
    """Modules named as those that we import, and settings for Prefect, change nothing: the post comes to the desk."""
    for name in ("json", "yaml", "prefect", "sqlmodel", "communique", "sitecustomize"):
        (own.folder / f"{name}.py").write_text(TRAP)
    (own.folder / ".env").write_text("PREFECT_LOGGING_LEVEL=nonsense\n")
    (own.folder / "prefect.toml").write_text("[logging]\nlevel = 'nonsense'\n")
    own.start()
    own.hand_in("cake.yaml", IDEA)
    assert own.desk("cake, revision 1")
    assert [*own.folder.glob("*.sprung")] == []
    assert own.end() == 0


def family(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """List a process and all that it started."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def test_a_waiting_desk_survives_a_power_cut(own: Office) -> None:
    """Server and runner are killed while the desk waits; started again, the answer still counts."""
    own.start()
    own.hand_in("patient.yaml", IDEA)
    own.desk("patient, revision 1")
    assert own.process
    for each in family(own.process):
        os.kill(each.pid, signal.SIGKILL)
    own.process.wait(30)

    own.start()
    decide(own, "patient, revision 1", "approve")
    until("approved", lambda: own.states("patient") == {"ready"})
    publish(own)
    assert own.states("patient") == {"published"}
    left = family(own.process)
    assert own.end(signal.SIGINT) == 0
    assert not [each for each in left if each.is_running()]


def test_a_second_up_on_the_same_workspace_is_refused(office: Office) -> None:
    """Two runners on one workspace would start everything twice: the second one is told so."""
    again = Office(office.folder)
    command = ["-m", "communique.cli", "up", str(office.folder), "--port", str(again.port)]
    answer = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 1
    assert "runs on" in answer.stderr
    assert (office.folder / ".communique" / "running").read_text() == str(office.port)
