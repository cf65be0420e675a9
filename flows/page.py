"""What the Secretary reads above the form: everything that the approval covers, in a fixed order."""

import base64
import datetime as dt
import io
from collections.abc import Callable, Iterable

from communique.committee.committee import NO_CODE, Committee
from communique.committee.times import local
from communique.flows.markdown import exact, fenced, plain, table, visible
from communique.flows.worddiff import word_diff
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.rendering import Part, Rendering
from communique.queue.desk import RevisionView
from communique.queue.rounds import Round

THUMBNAIL = (480, 480)
"""Largest picture on the page, in pixels; the digest beside it is that of the bytes that are sent."""

MARKS = {
    Severity.BLOCK: "⛔ blocks",
    Severity.DECIDE: "⚖️ you decide",
    Severity.WARN: "⚠️ look",
    Severity.ADVICE: "💡 advice",
}

Bytes = Callable[[str], bytes]


def page(view: RevisionView, committee: Committee, shown: Round, picture: Bytes, *, beside: str = "") -> str:
    """Give the Markdown of the desk for one revision; `picture` gives bytes by digest, `beside` comes as it is."""
    sections = (
        note(shown, committee),
        origin(view, committee),
        changes(view),
        *(network(rendering, picture) for rendering in view.renderings.values()),
        remarks(shown.findings, committee),
        beside,
        seals(shown, view, committee),
    )
    return "\n\n".join(section for section in sections if section)


def note(shown: Round, committee: Committee) -> str:
    """Say why the form is back, and whether decisions are protected by a code."""
    lines = [f"### ↩️ {plain(shown.last_note)}"] if shown.last_note else []
    if not committee.approval.one_time_code:
        lines.append(f"**⚠️ {NO_CODE}**")
    return "\n\n".join(lines)


def origin(view: RevisionView, committee: Committee) -> str:
    """Say what this is and who wrote it."""
    zone = committee.timezone
    words = (
        f"**{plain(view.idea.kind.capitalize())}**, revision {view.number}, in language {plain(view.idea.language)},",
        f"by **{plain(name_of(view.author, committee))}**, handed in {plain(local(view.handed_in, zone))}.",
        f"May go out: {plain(window(view.after, view.before, committee))}.",
    )
    back = f"\n\n**Back on the desk:** {plain(view.why_back)}" if view.why_back else ""
    return f"## {plain(committee.committee)}: {plain(view.idea.id)}\n\n" + " ".join(words) + back


def name_of(author: str, committee: Committee) -> str:
    """Give the author's name as the committee file has it, with the id."""
    people = (*committee.creators, *committee.approvers())
    name = next((person.name for person in people if person.id == author), "")
    return f"{name} ({author})" if name else author


def window(after: dt.datetime | None, before: dt.datetime | None, committee: Committee) -> str:
    """Say in words when the post may go out."""
    parts = [f"not before {local(after, committee.timezone)}"] if after else []
    parts += [f"only before {local(before, committee.timezone)}"] if before else []
    return ", ".join(parts) or "at the next weekly slot"


def whole(idea: Idea) -> str:
    """Give all that a reader would see change in an idea, as one text."""
    lines = ["\n\n".join(idea.parts("")), idea.link or "", idea.title]
    lines += [f"{name}: " + "\n\n".join(idea.parts(name)) for name in sorted(idea.overrides)]
    lines += [f"Image {item.file}: {item.alt} / {item.credit} / {item.licence}" for item in idea.media]
    return "\n".join(line for line in lines if line)


def changes(view: RevisionView) -> str:
    """Show what changed since the last revision."""
    if view.previous_idea is None:
        return ""
    old, new = whole(view.previous_idea), whole(view.idea)
    if old == new:
        return "### Changed since the last revision\n\nNot the text: only its settings."
    return "### Changed since the last revision\n\n`[-gone-]` `{+added+}`\n\n" + fenced(
        word_diff(visible(old), visible(new))
    )


def network(rendering: Rendering, picture: Bytes) -> str:
    """Show the exact text as it will be sent, its counted length, and the images."""
    head = f"### Exactly this goes to {plain(rendering.network)}, {plain(rendering.account)}"
    extra = [f"Title: {plain(rendering.title)}"] if rendering.title else []
    extra += [f"Link: {plain(rendering.link)}"] if rendering.link else []
    extra += [plain(remark) for remark in rendering.remarks]
    parts = [text_of(part, index, len(rendering.parts)) for index, part in enumerate(rendering.parts, 1)]
    shown = [image(each, picture) for each in rendering.pictures]
    return "\n\n".join([head, *parts, *extra, *shown])


def text_of(part: Part, index: int, count: int) -> str:
    """Show one part with its length as the network counts it."""
    of = f" of {part.limit}" if part.limit else ""
    label = f"Part {index} of {count}, " if count > 1 else ""
    return f"{exact(part.text)}\n\n*{label}{part.length}{of} characters*"


def image(picture: Picture, load: Bytes) -> str:
    """Show one image with alternative text, credit and licence."""
    rows = [
        ("Alternative text", plain(picture.alt)),
        ("Credit", plain(picture.credit)),
        ("Licence", plain(picture.licence)),
        ("File", f"{plain(picture.file)}, {picture.width} × {picture.height}, SHA-256 {picture.digest[:12]}…"),
    ]
    return f"![image]({thumbnail(load(picture.digest))})\n\n" + table(("", ""), rows)


def thumbnail(body: bytes) -> str:
    """Give a small copy of an image as a `data:` address, so that nothing is fetched from elsewhere."""
    from PIL import Image  # noqa: PLC0415 - heavy, and only posts with images need it

    with Image.open(io.BytesIO(body)) as opened:
        small = opened.convert("RGB")
        small.thumbnail(THUMBNAIL)
        sink = io.BytesIO()
        small.save(sink, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(sink.getvalue()).decode()


def remarks(findings: Iterable[Finding], committee: Committee) -> str:
    """List every finding with its clause and what would cure it, and whom to ask (What can you share?)."""
    found = list(findings)
    items = [
        f"- **{MARKS[each.severity]}:** {plain(each.message)} ({plain(each.rule)})\n"
        f"  - *The clause:* {plain(each.clause)}\n"
        f"  - *What would cure it:* {plain(each.cure)}"
        for each in found
    ]
    tpm = f"your TPM ({plain(committee.tpm.email)})" if committee.tpm else "your TPM"
    doubt = f"\n\nIn doubt? Ask {tpm} or tmb@iso.org before you decide." if needs_reason(found) else ""
    return "### What the guidelines say\n\n" + ("\n".join(items) or "Nothing was found.") + doubt


def needs_reason(findings: Iterable[Finding]) -> bool:
    """Tell whether an approval needs a reason, as something blocks or is to be decided."""
    return any(finding.severity in {Severity.BLOCK, Severity.DECIDE} for finding in findings)


def seals(shown: Round, view: RevisionView, committee: Committee) -> str:
    """Show the digests that an approval seals, and what an approval of findings needs."""
    rows = [(plain(network), grouped(digest)) for network, digest in shown.seals.items()]
    text = f"### The seal\n\nYour approval covers exactly this, under rules {plain(view.rules[:12])}:\n\n"
    text += table(("Network", "SHA-256"), rows)
    if needs_reason(shown.findings):
        text += "\n\nTo approve in spite of the findings above, write your reason into the comment."
    text += "\n\nThe public takes what you approve for the committee's official view (What can you share?)."
    who = " or ".join(plain(person.name or person.id) for person in committee.approvers())
    return text + f"\n\nMay decide: {who}."


def grouped(digest: str) -> str:
    """Give a digest in groups of eight, so that people can compare it and lines can break."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
