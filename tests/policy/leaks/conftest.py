"""A folder of private papers in every format, and the posts that are compared with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from communique.policy.leaks.folder import Leaks, open_index
from communique.policy.leaks.paper import Block
from communique.policy.leaks.plain import read_markdown
from papers import as_docx, as_odt, as_pdf

CORPUS = Path(__file__).parents[2] / "corpus" / "leaks"
PUBLIC = (
    "ISO/TC 400",
    "Cake making and other baking products",
    "Fabrication de gâteaux et autres produits de boulangerie",
    "Herstellung von Kuchen und anderen Backwaren",
    "Elaboración de pasteles y otros productos de panadería",
)
MADE: dict[str, tuple[str, Callable[[list[Block]], bytes]]] = {
    "cd-33333-layer-cakes": (".docx", as_docx),
    "n233-protokoll": (".docx", as_docx),
    "wd-44444-viennoiserie": (".odt", as_odt),
    "dis-55555-lebkuchen": (".pdf", as_pdf),
    "n412-minutes-lisbon": (".pdf", as_pdf),
}
"""Papers of the corpus that are turned into what an office would keep."""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Leaks:
    """Give the made-up committee's papers, each in its format."""
    folder = tmp_path_factory.mktemp("committee") / "drafts"
    folder.mkdir()
    for paper in (CORPUS / "papers").iterdir():
        content = paper.read_bytes()
        suffix, turn = MADE.get(paper.stem, (paper.suffix, None))
        (folder / f"{paper.stem}{suffix}").write_bytes(turn(read_markdown(content)) if turn else content)
    return open_index(folder, folder.parent / ".communique" / "drafts.index", public=PUBLIC)


@pytest.fixture(scope="session")
def posts() -> list[dict[str, Any]]:
    """Give the labelled posts."""
    return yaml.safe_load((CORPUS / "posts.yaml").read_text("utf-8"))


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Give an empty drafts folder."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    return folder
