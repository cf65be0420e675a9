"""What `deploy` holds fits together: settings, units, containers, and the document that explains them."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from communique.cli.app import app

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
EXAMPLES = sorted(DEPLOY.glob("*.env.example"))
UNITS = sorted(DEPLOY.glob("*.service"))
HARDENED = {
    "NoNewPrivileges=true", "PrivateTmp=true", "PrivateDevices=true", "ProtectSystem=strict", "ProtectHome=true",
    "ProtectKernelTunables=true", "ProtectKernelModules=true", "ProtectControlGroups=true", "CapabilityBoundingSet=",
    "RestrictSUIDSGID=true", "User=communique",
}  # fmt: skip
OF_IMAGES = {"POSTGRES_PASSWORD"}
"""Settings of other programs, which their makers explain."""


def named(file: Path) -> str:
    """Name a file in test ids."""
    return file.name


def settings(file: Path) -> dict[str, str]:
    """Give the settings of an example, those that are commented out as well."""
    return dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE))


def compose() -> dict[str, Any]:
    """Read the compose file."""
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def known_to_prefect() -> Iterator[str]:
    """Name every setting of Prefect and of its part for Redis."""
    from prefect.settings.legacy import _get_settings_fields  # noqa: PLC0415 -- costs a second
    from prefect.settings.models.root import Settings  # noqa: PLC0415 -- likewise

    yield from _get_settings_fields(Settings)
    # Read by name, and in no model of settings (prefect/server/utilities/encryption.py, prefect_redis/client.py).
    yield from ("PREFECT_SERVER_ENCRYPTION_KEY", "PREFECT_REDIS_MESSAGING_URL")


def test_every_setting_is_one_that_is_read() -> None:
    """No example names a setting that neither Prefect nor we know: it would be silently without effect."""
    ours = set(
        re.findall(r"^\| `(COMMUNIQUE_\w+)` \|", (ROOT / "docs" / "administrators.md").read_text(), re.MULTILINE)
    )
    scripts = (DEPLOY / "databases.sh").read_text() + (DEPLOY / "compose.yaml").read_text()
    known = {*known_to_prefect(), *ours, *OF_IMAGES, "DO_NOT_TRACK", *re.findall(r"\$([A-Z_]+)", scripts)}
    for file in EXAMPLES:
        assert set(settings(file)) <= known, file.name


@pytest.mark.parametrize("file", EXAMPLES, ids=named)
def test_every_setting_is_explained_and_no_secret_is_given(file: Path) -> None:
    """Above each setting, or the group that it stands in, is a sentence; what is secret must be filled in."""
    for group in file.read_text(encoding="utf-8").strip().split("\n\n")[1:]:
        assert re.match(r"# [A-Z].*", group), group
        for name, value in re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", group, re.MULTILINE):
            if re.search(r"PASSWORD|KEY|AUTH|DATABASE$|_URL=.*@", f"{name}={value}"):
                assert "CHANGE-THIS" in value, name


@pytest.mark.parametrize("file", UNITS, ids=named)
def test_every_unit_is_closed_in(file: Path) -> None:
    """None runs as root, all are hardened, and each reads its settings from a file that has an example."""
    text = file.read_text(encoding="utf-8")
    assert set(text.splitlines()) >= HARDENED
    (settings_file,) = re.findall(r"^EnvironmentFile=/etc/communique/(.*)$", text, re.MULTILINE)
    assert (DEPLOY / f"{settings_file}.example").exists()


def started() -> Iterator[list[str]]:
    """Give the words of every command of ours or of Prefect that a unit or a container starts."""
    for file in UNITS:
        for line in re.findall(r"^ExecStart=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE):
            yield shlex.split(line.partition("/opt/communique/.venv/bin/")[2].rstrip("'"))
    for name, service in compose()["services"].items():
        if name not in {"database", "redis"}:
            yield service["command"]


def test_every_command_exists() -> None:
    """What units and containers start is a command that there is, and all start the same ones."""
    root: Any = typer.main.get_command(app)
    commands = list(started())
    assert {words[1] for words in commands if words[0] == "communique"} <= set(root.commands)
    # Not Prefect's own server: it knows no other login than the one that can do everything.
    assert {tuple(words[1:3]) for words in commands if words[0] == "prefect"} == {("worker", "start")}
    modules = {words[2] for words in commands if words[:2] == ["python", "-m"]}
    assert modules == {"communique.flows.door"}
    assert all(map(find_spec, modules))
    pools = {words[words.index("--pool") + 1] for words in commands if "--pool" in words}
    planned = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert pools == {entry["work_pool"]["name"] for entry in planned}


def test_systemd_understands_the_units(needs: Callable[..., None], tmp_path: Path) -> None:
    """Systemd itself finds nothing wrong, once the programs are where the units look for them."""
    needs("systemd-analyze", debian="systemd")
    for file in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = file.read_text(encoding="utf-8").replace("/opt/communique/.venv/bin/", "/bin/true ")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    files, program = sorted(map(str, tmp_path.iterdir())), shutil.which("systemd-analyze") or ""
    said = subprocess.run([program, "verify", *files], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def test_containers_are_reached_from_this_machine_only() -> None:
    """Every port is on loopback, no image is whatever is newest, and every program of ours is closed in."""
    for name, service in compose()["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert service["image"] == "communique" or re.fullmatch(r"\w+:\d+", service["image"]), name
        if service["image"] == "communique":
            assert (service["cap_drop"], service["read_only"]) == (["ALL"], True), name


def test_containers_find_their_files() -> None:
    """Settings have an example, volumes are declared, and whoever is waited for says when it is healthy."""
    whole = compose()
    for name, service in whole["services"].items():
        assert (DEPLOY / f"{service['env_file']}.example").exists(), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in whole["volumes"] or source == "/srv/communique" or (DEPLOY / source).exists(), name
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in whole["services"][other], name


def test_the_image_is_made_of_what_the_lock_names() -> None:
    """Each package is checked by its digest, nothing else is copied than what the program needs, and nobody is root."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.lock" in text
    assert "--no-deps" in text
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["communique"]
    wanted = re.findall(r"^!(.*)$", (DEPLOY / "Containerfile.dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / name).exists() for name in wanted)
    assert {"README.md", "LICENSE", "pyproject.toml", "prefect.yaml", "requirements.lock"} <= set(wanted)


def test_every_file_is_explained() -> None:
    """The document names every file for systemd, containers and settings."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for file in DEPLOY.iterdir():
        assert file.name in page or file.name.startswith(("Containerfile", "databases", "communique-backup")), file.name


def test_databases_are_made_by_a_script_that_reads_well() -> None:
    """The shell finds no mistake in it."""
    subprocess.run(["/bin/sh", "-n", str(DEPLOY / "databases.sh")], check=True)
