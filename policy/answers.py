"""Ready answers to what the public asks and a committee does not answer itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

FILE = Path(__file__).parent / "answers.yaml"


def ready_answers() -> Mapping[str, Mapping[str, str]]:
    """Give the texts by topic, then by language in two letters (ISO 639)."""
    return cast("dict[str, dict[str, str]]", yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader))
