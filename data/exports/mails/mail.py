"""The frame of every e-mail: one column that mail programs, phones and dark screens show alike, and the same as text.

A mail is made of blocks: prose in Markdown, and buttons. `/kr?kr=p95` in a link becomes the app's own address, and a
picture `![…](chart:…)` the chart that `charts` finds under that name; one that it does not know stays its words.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.exports.mails import mail_prose
from data.exports.mails.mail_pictures import SMALL, WIDE

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that travels in the mail: `cid` names it in the HTML."""

    cid: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with its glyph in the colour that a picture gives it: a status."""

    glyph: str
    word: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its words: what it is of, what it says now, and what stands at its two ends.

    Without a picture (a PNG of `mail_pictures`) the words stand alone. A small one stands beside its words.
    """

    title: str
    said: str = ""
    marks: tuple[Mark, ...] = ()
    picture: bytes | None = None
    left: str = ""
    right: str = ""
    is_small: bool = False

    @property
    def words(self) -> str:
        """ "41 → 80 installs · ■ off track"."""
        return " · ".join(filter(None, [self.said, *(f"{mark.glyph} {mark.word}" for mark in self.marks)]))

    @property
    def alt(self) -> str:
        return "Chart: " + ". ".join(filter(None, (self.words, self.left, self.right)))


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A link that is to be followed: to a page of the app."""

    label: str
    link: str


Block = Prose | Button
Charts = Callable[[str], Chart | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the blocks: the `org` above the title, below them why one gets this mail.

    `address` is where people open the app, "" when unknown: then nothing is a link. `preview` is what a mail program
    shows beside the subject in its list.
    """

    org: str
    title: str
    address: str = ""
    preview: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A mail as it will arrive: its HTML with the images that it names, and its text."""

    html: str
    text: str
    images: tuple[Image, ...]

    @property
    def self_contained(self) -> str:
        """The HTML with its images inside, for a browser."""
        html = self.html
        for image in self.images:
            html = html.replace(f"cid:{image.cid}", f"data:image/png;base64,{b64encode(image.content).decode()}")
        return html


def page(frame: Frame, blocks: Sequence[Block], charts: Charts = lambda _: None) -> Page:
    """A mail out of its blocks. The HTML has its rules in its elements, since mail programs drop stylesheets; those for
    narrow and dark screens stay in one that programs which drop it can do without.
    """
    from css_inline import CSSInliner

    drawn = _Drawn(frame.address, charts)
    whole = _template("page").render(frame=frame, blocks=[_html(block, drawn) for block in blocks])
    inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return Page(inliner.inline(whole), _text(frame, blocks, drawn), tuple(drawn.images))


@dataclass(slots=True)
class _Drawn:
    """What the blocks of one mail share: where links lead, and the images drawn so far."""

    address: str
    charts: Charts
    images: list[Image] = field(default_factory=list)

    def link(self, written: str) -> str | None:
        if written.startswith("/"):
            return self.address.rstrip("/") + written if self.address else None
        return written if written.startswith(("http://", "https://", "mailto:")) else None

    def picture(self, name: str, words: str) -> str:
        chart = self.charts(name)
        cid = None
        if chart and chart.picture:
            cid = f"chart-{len(self.images) + 1}@okr"
            self.images.append(Image(cid, chart.picture))
        drawn = chart or Chart(words)
        form, size = ("small_chart", SMALL) if drawn.is_small else ("chart", WIDE)
        return _template(form).render(chart=drawn, cid=cid, size=size)

    def told(self, name: str, words: str) -> str:
        chart = self.charts(name)
        lines = (f"[{chart.title}]", chart.words, chart.left, chart.right) if chart else (f"[{words}]",)
        return "\n".join(line for line in lines if line)


def _html(block: Block, drawn: _Drawn) -> str:
    if isinstance(block, Prose):
        return mail_prose.html(block.text, drawn.link, drawn.picture)
    address = drawn.link(block.link)
    return _template("button").render(label=block.label, address=address) if address else ""


def _text(frame: Frame, blocks: Sequence[Block], drawn: _Drawn) -> str:
    parts = [f"{frame.org}\n\n{frame.title}\n{'=' * min(len(frame.title), 76)}"]
    for block in blocks:
        if isinstance(block, Prose):
            parts.append(mail_prose.text(block.text, drawn.link, drawn.told))
        elif address := drawn.link(block.link):
            parts.append(f"{block.label}:\n{address}")
    return "\n\n".join((*parts, *filter(None, [f"-- \n{frame.footer}" if frame.footer else ""]))) + "\n"


def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html.j2")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
