"""Reads our own pages, which follow one grammar: strictly, so that no title or why is taken for anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from data.sources.markdown import measures
from data.sources.markdown.drafts import DraftKeyResult, DraftObjective, NotUnderstood, Page, Role
from data.sources.markdown.outline import Block, Bullets, Heading, Item, Markup, Paragraph, Table, Words, joined

_OBJECTIVE, _WHY, _OWNER, _KEY_RESULT = "Objective:", "Why:", "Owner:", "KR:"


@dataclass(slots=True)
class _Page:
    title: str | None = None
    team: str | None = None
    objectives: list[DraftObjective] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)

    def take(self, lines: Sequence[Words], role: Role) -> None:
        self.roles |= {words.line: role for words in lines}

    def leave(self, lines: Sequence[Words]) -> None:
        self.not_understood += [NotUnderstood(words.line, words.text, words.lead == _KEY_RESULT) for words in lines]

    def change(self, **fields: object) -> None:
        self.objectives[-1] = replace(self.objectives[-1], **fields)  # pyright: ignore[reportArgumentType]


def is_ours(blocks: Sequence[Block]) -> bool:
    """Whether any key result of a page says its measure in our words."""
    items = [item for block in blocks if isinstance(block, Bullets) for item in block.items]
    return any(_is_key_result(item) and measures.published(_first(item).tail) for item in items)


def read(blocks: Sequence[Block]) -> Page:
    page = _Page()
    for block in blocks:
        match block:
            case Heading():
                _heading(page, block)
            case Paragraph():
                _paragraph(page, block)
            case Bullets():
                for item in block.items:
                    _item(page, item)
            case _:
                _leave(page, block)
    return Page(page.title, tuple(page.objectives), tuple(page.not_understood), page.roles)


def _heading(page: _Page, heading: Heading) -> None:
    text, lines = heading.words.text, range(heading.words.line, heading.last + 1)
    page.roles |= dict.fromkeys(lines, "objective" if text.startswith(_OBJECTIVE) else "heading")
    if text.startswith(_OBJECTIVE):
        title = text.removeprefix(_OBJECTIVE).strip()
        page.objectives.append(DraftObjective(title, heading.words.line, team=page.team))
    elif heading.level == 1:
        page.title = text
    else:
        page.team = text or None


def _paragraph(page: _Page, paragraph: Paragraph) -> None:
    """A why, an owner, or one more paragraph of the why; anything else on such a page is prose."""
    for lines in _parted(paragraph.lines):
        first, text = lines[0], _text(lines)
        if not page.objectives or page.objectives[-1].key_results:
            page.take(lines, "prose")
        elif first.lead == _OWNER:
            page.take(lines, "owner")
            page.change(owner_name=text.removeprefix(_OWNER).strip() or None)
        else:
            page.take(lines, "why")
            before = page.objectives[-1].why
            why = text.removeprefix(_WHY).strip() if first.lead == _WHY else text
            page.change(why=f"{before}\n\n{why}" if before else why)


def _parted(lines: Sequence[Words]) -> Iterator[list[Words]]:
    """The lines of a paragraph, parted where a label begins."""
    part: list[Words] = []
    for words in lines:
        if part and words.lead in (_WHY, _OWNER):
            yield part
            part = []
        part.append(words)
    if part:
        yield part


def _text(lines: Sequence[Words]) -> str:
    return "".join(("\n" if words.is_continued else " ") + words.text for words in lines)[1:]


def _item(page: _Page, item: Item) -> None:
    if not page.objectives or not _is_key_result(item):
        _leave(page, Bullets((item,)))
        return
    words, text = _first(item), _text(item.lines)
    page.take(item.lines, "key result")
    said = measures.published(words.tail)
    title = (text.removesuffix(words.tail) if said else text).removeprefix(_KEY_RESULT).strip()
    notes, links = _notes(page, item.blocks)
    link = next(iter([*links, *words.links]), None)
    draft = DraftKeyResult(title, words.line, link=link, notes=tuple(notes), dropped=words.is_struck)
    draft = measures.as_said(draft, said) if said else measures.as_guessed(draft, {})
    page.change(key_results=(*page.objectives[-1].key_results, draft))


def _is_key_result(item: Item) -> bool:
    return item.lines[0].lead == _KEY_RESULT


def _first(item: Item) -> Words:
    return joined(item.lines) or item.lines[0]


def _notes(page: _Page, blocks: Sequence[Block]) -> tuple[list[str], list[str]]:
    """The notes below a key result, and the links that stand alone."""
    notes, links = list[str](), list[str]()
    for item in [item for block in blocks if isinstance(block, Bullets) for item in block.items]:
        page.take(item.lines, "note")
        if item.lines[0].is_linked:
            links += item.lines[0].links
        else:
            notes.append(_text(item.lines))
        more_notes, more_links = _notes(page, item.blocks)
        notes, links = notes + more_notes, links + more_links
    for block in blocks:
        if not isinstance(block, Bullets):
            _leave(page, block)
    return notes, links


def _leave(page: _Page, block: Block) -> None:
    match block:
        case Heading():
            page.leave([block.words])
        case Paragraph():
            page.leave(block.lines)
        case Bullets():
            for item in block.items:
                page.leave([words for words in item.lines if words.text])
                for below in item.blocks:
                    _leave(page, below)
        case Table():
            page.leave([row[0] for row in block.rows if row])
        case Markup():
            page.roles |= dict.fromkeys(range(block.first, block.last + 1), "markup")
