"""What Prefect runs, and when."""

import pytest

from bakery import Bakery
from communique.flows.deployments import deployments, described, weekly
from office import Office


@pytest.mark.parametrize(
    "folder", ["/plain", "/a committee", '/5" cakes', "/back\\slash", "/{x}: #1", "/tab\t", "/Café 🍰"]
)
def test_any_folder_may_be_a_workspace(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """The name of the workspace's folder comes through as it is, whatever YAML makes of its signs."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", folder)
    found = {entry["name"]: entry for entry in described()}
    assert found["collect-ideas"]["parameters"] == {"workspace": folder}
    assert found["follow-up"]["parameters"] == {"workspace": folder}


def test_every_flow_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry of the file names a flow that exists and bears the entry's name."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", "/a committee")
    made = deployments()
    assert {deployment.name for deployment in made} == {"collect-ideas", "review-post", "publish-week", "follow-up"}
    assert all(deployment.flow_name == deployment.name for deployment in made)


def test_a_committee_has_its_own_slot(bakery: Bakery) -> None:
    """The weekly schedule says the committee file's day, time and zone, and which committee it is for."""
    schedule = weekly(bakery.home, bakery.installation.workspace)
    assert (schedule.slug, schedule.parameters) == (
        "iso-tc-400",
        {"workspace": str(bakery.folder), "committee": "iso-tc-400"},
    )
    assert schedule.schedule.model_dump(include={"cron", "timezone"}) == {
        "cron": "0 10 * * 2",
        "timezone": "Europe/Zurich",
    }


def test_a_new_slot_is_agreed_within_the_hour(office: Office) -> None:
    """A changed committee file changes Prefect's schedule at the next follow-up, and the old one does not stay."""
    file = office.folder / "committee.yaml"
    text = file.read_text()
    file.write_text(text.replace("day: tuesday", "day: friday"))
    try:
        office.run("follow-up/follow-up", {"workspace": str(office.folder)})
        found = office.ask("GET", "/deployments/name/publish-week/publish-week")
        assert [each["schedule"]["cron"] for each in found["schedules"]] == ["0 10 * * 5"]
    finally:
        file.write_text(text)
