"""`make bom`: write the bill of materials of what is shipped, in CycloneDX (cyclonedx.org), the same each time."""

import sys
from importlib.metadata import Distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from bill.lock import LOCK, Locked, locked
from bill.shipped import OURS, licence, needed, shipped


def bill() -> str:
    """Give the bill as JSON; raises ValueError if it does not keep to its schema."""
    found, pins, made = shipped(), locked(LOCK.read_text()), Bom()
    parts = {name: component(name, each, pins.get(name)) for name, each in found.items()}
    # Neither moment nor number: the same lock gives the same bytes.
    made.metadata.timestamp = made.serial_number = None  # type: ignore[assignment]
    made.metadata.component = parts[OURS]
    made.components.update(part for name, part in parts.items() if name != OURS)
    extras = frozenset(found[OURS].metadata.get_all("Provides-Extra") or ())
    for name, each in found.items():
        below = {parts[other] for other, _ in needed(each, extras if name == OURS else frozenset()) if other in parts}
        made.register_dependency(parts[name], below)
    text = JsonV1Dot6(made).output_as_string(indent=2)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"the bill does not keep to CycloneDX: {wrong}")
    return text + "\n"


def component(name: str, of: Distribution, pin: Locked | None) -> Component:
    """Describe one distribution: version, licence, and the hashes that its files may have."""
    told = licence(of)
    return Component(
        name=name,
        version=of.version,
        type=ComponentType.APPLICATION if name == OURS else ComponentType.LIBRARY,
        bom_ref=f"{name}=={of.version}",
        purl=PackageURL("pypi", name=name, version=of.version),
        licenses=[LicenseFactory().make_from_string(told)] if told else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes] if pin else [],
    )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bill(), encoding="utf-8")
    print(f"Written: {target}")
