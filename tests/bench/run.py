"""`make bench`: every goal of docs/performance.md, measured against an empty Streamlit page in the same run.

`--quick` takes fewer rounds and leaves the biggest store out.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench import crowd, served, tracked
from tests.bench.browsing import CHART, Visit, visiting
from tests.bench.goals import KB, MB, Row, ratio, table
from tests.bench.served import PAGES
from tests.bench.stores import Size
from tests.browser.verbs import find_chromium, launch
from tests.server import other_app

SIZES = Size(500, 104), Size(5000, 260)
EMPTY_APP = Path(__file__).with_name("empty_app") / "app.py"

# By what one knows that a page is there and not the one before it.
ROW = 'main a[href^="/kr?"]'
MARKS = {"/": ROW, "/log": ".tasks", "/kr": CHART, "/kpis": ".kpis", "/work": ".items", "/trends": CHART}
OPTION, OTHER_SEGMENT = '[role="option"]', '[role="radio"][aria-checked="false"]'
WARM_GOALS = {"/": 3, "/log": 3, "/kr": 3, "/kpis": 3, "/work": 3, "/trends": 4}
NEXT, SLIDES = ".st-key-sync_next button", "[data-slide] > ol a"
STEPS = 7  # of the meeting: the KPIs, the work, and key results
OTHERS = 9  # people who click in the same instant


def cold(browser: Browser, url: str, empty: str, rounds: int) -> Iterator[Row]:
    """First loads, each with an empty browser cache."""
    taken: dict[str, list[float]] = {page: [] for page in (*PAGES, "empty")}
    loaded: dict[str, float] = {}
    for _ in range(rounds):
        for page in taken:
            is_empty = page == "empty"
            with visiting(browser, empty if is_empty else url) as visit:
                spent = visit.open("/") if is_empty else visit.open(PAGES[page], MARKS[page])
                taken[page].append(spent)
                loaded[page] = visit.http + visit.websocket
    for page in PAGES:
        yield ratio(f"`{page}`: cold first load", 2.1, taken[page], taken["empty"])
    heaviest = max(PAGES, key=lambda page: loaded[page])
    about = f"`{heaviest}`; empty {loaded['empty'] / MB:.2f} MB"
    yield Row("over the wire, the heaviest page", 2.5, loaded[heaviest] / MB, " MB", about)


def warm(ours: Visit, empty: Visit, rounds: int) -> Iterator[Row]:
    """Going from page to page, filtering and logging inside a session."""
    going: dict[str, list[float]] = {page: [] for page in (*PAGES, "row", "empty")}
    acting: dict[str, list[float]] = {name: [] for name in ("sort", "filter", "measure", "log", "step", "empty")}
    filtered: list[int] = []
    for n in range(-1, rounds):  # the first round fetches what is loaded when it is first shown
        if n == 0:
            for found in (*going.values(), *acting.values(), filtered):
                found.clear()
        going["empty"].append(empty.go("/second", "button"))
        acting["empty"].append(empty.click("main button"))
        empty.go("/")
        for page in PAGES:
            ours.go("/setup", '[role="radio"]')
            going[page].append(ours.go(PAGES[page], MARKS[page]))
        acting["measure"].append(ours.click(OTHER_SEGMENT, CHART))
        ours.go("/", ROW)
        acting["sort"].append(ours.click(OTHER_SEGMENT, ROW))
        ours.forget()
        acting["filter"].append(_choose(ours, "Team", n + 1))
        filtered.append(ours.websocket)
        ours.go("/", ROW)
        going["row"].append(ours.click(ROW, "h1"))
        acting["log"].append(_log(ours, n + 20))
        acting["step"].extend(_steps(ours))
    for page, goal in WARM_GOALS.items():
        yield ratio(f"`{page}`: warm navigation", goal, going[page], going["empty"])
    yield ratio("a row of the board to its key result", 3, going["row"], going["empty"])
    yield ratio("`/trends`: another measure", 2, acting["measure"], acting["empty"])
    yield ratio("`/`: a filter", 2, acting["filter"], acting["empty"])
    yield ratio("`/`: sorted otherwise", 2, acting["sort"], acting["empty"])
    yield ratio("`/sync`: the next item", 1.5, acting["step"], acting["empty"])
    yield Row("a filter over the websocket", 15, median(filtered) / KB, " KB")
    yield ratio("an update: click to saved and shown", 3, acting["log"], acting["empty"])


def _choose(visit: Visit, label: str, at: int) -> float:
    visit.page.get_by_label(label).first.click()
    visit.page.locator(OPTION).nth(at % 5).wait_for()
    return visit.click(f"{OPTION}[data-key='{at % 5}']", ROW)


def _log(visit: Visit, n: int) -> float:
    """Write an update for a key result; only Save is timed."""
    visit.go(f"/log?kr=key-result-{n}", ".tasks")
    visit.page.get_by_label("Wins").first.fill(f"Wrote this in round {n}")
    visit.page.get_by_label("Wins").first.blur()
    visit.page.wait_for_function("() => performance.now() - stopwatch.changed > 250")
    return visit.click(".st-key-log_save button", ".judged")


def _steps(visit: Visit) -> Iterator[float]:
    """From the meeting's headline through the slides after it."""
    visit.go("/sync", '[data-slide="headline"]')
    keys = "links => links.map((link) => new URL(link.href).searchParams.get('at'))"
    for key in visit.page.locator(SLIDES).evaluate_all(keys)[1 : STEPS + 1]:
        yield visit.click(NEXT, f'[data-slide="{key}"]')


def many(browser: Browser, url: str, rounds: int) -> Iterator[Row]:
    """One person's way to the board, alone and while others click in the same instant."""
    alone: list[float] = []
    together: list[float] = []
    with visiting(browser, url) as visit, crowd.crowd(url, OTHERS) as others:
        visit.open("/", ROW)
        for _ in range(rounds):
            visit.go("/setup", '[role="radio"]')
            alone.append(visit.go("/", ROW))
            visit.go("/setup", '[role="radio"]')
            theirs = others.open("/")
            together.append(visit.go("/", ROW))
            wait(theirs)
    about = f"{median(together):.0f} ms, alone {median(alone):.0f} ms"
    yield Row("one of 10 people who click at once", 2, median(together) / median(alone), about=about)


def measure(folder: Path, is_quick: bool) -> Iterator[Row]:
    rounds, cold_rounds = (5, 3) if is_quick else (15, 7)
    executable = find_chromium()
    if executable is None:
        sys.exit("The benchmarks need Chromium or Chrome on the PATH.")
    with ExitStack() as until_the_end:
        url = until_the_end.enter_context(served.big_store(folder, SIZES[0]))
        empty = until_the_end.enter_context(other_app(EMPTY_APP))
        browser = launch(until_the_end.enter_context(sync_playwright()), executable)
        yield from cold(browser, url, empty, cold_rounds)
        with visiting(browser, url) as ours, visiting(browser, empty) as nothing:
            ours.open("/", ROW)
            nothing.open("/")
            yield from warm(ours, nothing, rounds)
        yield from many(browser, url, rounds)
        small = served.costs(url, folder, SIZES[0], rounds)
    big = None
    if not is_quick:
        with served.big_store(folder, SIZES[1]) as url:
            big = served.costs(url, folder, SIZES[1], rounds)
    yield from served.rows(small, big, SIZES)
    yield from tracked.rows(folder)


def main() -> None:
    is_quick = "--quick" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        print(table(measure(Path(folder), is_quick)))


if __name__ == "__main__":
    main()
