"""Points a finding at its very words inside a long text."""

from collections.abc import Iterator

from communique.post.finding import Finding


def narrowed(finding: Finding, source: str) -> Finding:
    """Move a finding to the words it quotes, if they stand exactly once in its field's stretch of the source."""
    if not finding.excerpt:
        return finding
    found = [spot for spot in _spots(finding, source) if _inside(spot, finding)]
    if len(found) != 1:
        return finding
    line, column, end = found[0]
    return finding.model_copy(update={"line": line, "column": column, "end_line": line, "end_column": end})


def _spots(finding: Finding, source: str) -> Iterator[tuple[int, int, int]]:
    """Give line, first column and end column wherever the words stand on the finding's lines."""
    words = finding.excerpt
    for number, line in enumerate(source.splitlines()[: finding.end_line], 1):
        at = line.find(words) if number >= finding.line else -1
        while at >= 0:
            yield number, at + 1, at + 1 + len(words)
            at = line.find(words, at + 1)


def _inside(spot: tuple[int, int, int], finding: Finding) -> bool:
    line, column, end = spot
    starts = (finding.line, finding.column) <= (line, column)
    return starts and (line, end) <= (finding.end_line, finding.end_column)
