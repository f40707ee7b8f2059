"""What a page costs the server in stores of two sizes: milliseconds from the request to its last message, and bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from data import config, remote
from tests.bench import crowd, stores
from tests.bench.goals import KB, Row
from tests.bench.stores import Size
from tests.server import serving

KR = "key-result-7"
PAGES = {
    "/": "/",
    "/log": f"/log?kr={KR}",
    "/kr": f"/kr?kr={KR}",
    "/kpis": "/kpis",
    "/work": "/work",
    "/trends": "/trends?" + "&".join(f"kr=key-result-{n}" for n in range(6)),
}


@dataclass(slots=True)
class Cost:
    """What one page cost, one entry per round: again as somebody else has just seen it, and right after an update."""

    warm: list[float] = field(default_factory=list)
    after_write: list[float] = field(default_factory=list)
    count_bytes: list[int] = field(default_factory=list)


@contextmanager
def big_store(folder: Path, size: Size) -> Iterator[str]:
    """A server over a store of this size."""
    path = _file(folder, size)
    if not path.exists():
        stores.fill(path, size)
    with serving(path, OKR_TODAY=stores.TODAY.isoformat()) as server:
        yield server.url


def costs(url: str, folder: Path, size: Size, rounds: int) -> dict[str, Cost]:
    """What each page costs, the pages in turns."""
    found = {page: Cost() for page in PAGES}
    settings = config.load({})
    with crowd.person(url) as person:
        for address in PAGES.values():
            person.open(address)
        for n in range(rounds):
            for page, address in PAGES.items():
                update = {"key_result": "key-result-59", "week": stores.WEEK.isoformat(), "value": float(n)}
                remote.run(_file(folder, size), settings, "update", update)
                found[page].after_write.append(person.open(address))
                before = person.count_bytes
                found[page].warm.append(person.open(address))
                found[page].count_bytes.append(person.count_bytes - before)
    return found


def rows(small: dict[str, Cost], big: dict[str, Cost] | None, sizes: tuple[Size, Size]) -> Iterator[Row]:
    for page, cost in small.items():
        first = median(cost.after_write)
        about = f"{first:.0f} ms right after an update"
        yield Row(f"`{page}`: server work, warm, {sizes[0]}", 50, median(cost.warm), " ms", about)
    for page, cost in small.items():
        yield Row(f"`{page}`: over the websocket", 60, median(cost.count_bytes) / KB, " KB")
    for page, cost in (big or {}).items():
        yield _grown(f"`{page}`: warm, {sizes[1]}", small[page].warm, cost.warm)
        yield _grown(f"`{page}`: right after an update, {sizes[1]}", small[page].after_write, cost.after_write)


def _grown(what: str, small: list[float], big: list[float]) -> Row:
    return Row(what, 1.25, median(big) / median(small), about=f"{median(big):.0f} ms, was {median(small):.0f} ms")


def _file(folder: Path, size: Size) -> Path:
    return folder / f"{size.key_results}.duckdb"
