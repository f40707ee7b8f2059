"""The frame of every mail: one column of tables, rules in the elements, nothing that runs, and the same as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image as Pictures

from data.exports.mails import mail, mail_pictures
from data.exports.mails.mail import Button, Chart, Frame, Mark, Page, Prose
from data.exports.mails.mail_pictures import Trend

ADDRESS = "https://okr.acme.example/"
FRAME = Frame(org="Acme", title="Monthly update", address=ADDRESS, preview="In short", footer="Once a month.")
PICTURE = mail_pictures.trend(Trend((1.0, 2.0, 3.0), guides=(4.0,)))
COLOURS = {
    *mail_pictures.STATUS_COLOURS.values(),
    *(getattr(mail_pictures, name) for name in ("LINE", "GUIDE", "BETTER", "WORSE", "NEITHER")),
}
CHART = Chart("Installs", "44 → 80", (Mark("▲", "at risk", "#b57a12"),), PICTURE, "week of 1 November", "27 December")


def made(*blocks: mail.Block, frame: Frame = FRAME) -> Page:
    return mail.page(frame, blocks, lambda name: CHART if name == "chart:a" else None)


def of(markdown: str) -> Page:
    return made(Prose(markdown))


def body(page: Page) -> str:
    return page.html.partition("<body")[2]


def test_it_is_laid_out_by_tables_no_wider_than_mail_programs_show():
    page = of("Text")
    assert "max-width: 600px" in body(page)
    assert re.search(r"<table[^>]* width=\"600\"", body(page))  # for Outlook, which knows no max-width
    assert not re.search(r"display:\s*(flex|grid)|position:|float:", body(page))
    assert all('role="presentation"' in table for table in re.findall(r"<table[^>]*>", body(page)))


def test_its_rules_are_in_its_elements_and_only_those_for_narrow_and_dark_screens_stay():
    page = of("## Wins\n\nText")
    assert re.search(r'<p style="[^"]*margin', body(page))
    (kept,) = re.findall(r"<style>(.*?)</style>", page.html, re.DOTALL)
    assert kept.strip().startswith("@media")
    assert "@media (prefers-color-scheme: dark)" in kept
    assert "@media (max-width: 480px)" in kept
    assert not re.sub(r"@media[^{]*\{([^{}]*\{[^{}]*\})*\s*\}", "", kept).strip()
    assert '<meta name="color-scheme" content="light dark">' in page.html


def test_grounds_are_also_told_to_programs_that_know_no_rules():
    assert {'bgcolor="#f1f4f4"', 'bgcolor="#ffffff"'} <= set(re.findall(r'bgcolor="[^"]*"', body(of("Text"))))


def test_what_people_wrote_is_never_html():
    page = made(Prose('<script>alert(1)</script> <img src="https://elsewhere.example/x.png"> <b>bold</b>'))
    assert not re.search(r"<(script|b>|img)", body(page))
    assert "&lt;script&gt;" in body(page)
    titled = made(Prose("x"), frame=Frame("<b>Acme</b>", "<i>Title</i>", ADDRESS, "<u>preview</u>", "<s>footer</s>"))
    assert not re.search(r"<(b|i|u|s)>", titled.html)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "kr"])
def test_a_link_that_leads_nowhere_good_is_its_words(link: str):
    page = of(f"[click]({link})")
    assert "click" in body(page)
    assert "<a" not in body(page)


def test_links_to_our_pages_get_the_apps_own_address():
    page = made(Prose("[the board](/?week=2021-12-27) and [elsewhere](https://elsewhere.example)"))
    assert 'href="https://okr.acme.example/?week=2021-12-27"' in body(page)
    assert "the board <https://okr.acme.example/?week=2021-12-27>" in page.text
    assert 'href="https://elsewhere.example"' in body(page)


def test_without_an_address_nothing_of_ours_is_a_link():
    page = made(Prose("[the board](/)"), Button("Open", "/log"), frame=Frame("Acme", "Title"))
    assert "<a" not in body(page)
    assert "the board" in page.text
    assert "Open" not in page.text


def test_a_button_is_a_link_that_is_seen_and_stands_alone_in_the_text():
    page = made(Prose("Text"), Button("Write the update", "/log?kr=a"))
    assert re.search(r'<td bgcolor="#0b6e63"[^>]*><a href="https://okr.acme.example/log\?kr=a"', body(page))
    assert "Write the update:\nhttps://okr.acme.example/log?kr=a" in page.text


def test_a_chart_is_an_image_with_its_words_beside_it_and_behind_it():
    page = of("![Installs](chart:a)")
    ((cid, alt),) = re.findall(r'<img src="cid:([^"]*)"[^>]* alt="([^"]*)"', body(page))
    assert [(image.cid, image.content) for image in page.images] == [(cid, PICTURE)]
    assert alt == "Chart: 44 → 80 · ▲ at risk. week of 1 November. 27 December"
    assert "[Installs]\n44 → 80 · ▲ at risk\nweek of 1 November\n27 December" in page.text


def test_a_small_chart_stands_beside_its_words():
    small = replace(CHART, is_small=True, picture=mail_pictures.trend(Trend((1.0, 2.0), size=mail_pictures.SMALL)))
    page = mail.page(FRAME, [Prose("![Installs](chart:a)")], lambda _: small)
    width, height = mail_pictures.SMALL
    assert re.search(rf'<img src="cid:[^"]*" width="{width}" height="{height}" alt="Chart: 44 → 80[^"]*"', body(page))
    assert re.search(r"<td[^>]*><b[^>]*>Installs</b>.*44 → 80", body(page), re.DOTALL)


def test_a_chart_that_nobody_knows_stays_its_words():
    page = of("![Installs by region](chart:gone)")
    assert page.images == ()
    assert "Installs by region" in body(page)
    assert "<img" not in body(page)
    assert "[Installs by region]" in page.text


def test_pictures_of_other_hosts_are_not_loaded():
    page = of(
        "A ![pixel](https://elsewhere.example/pixel.png) in a sentence.\n\n![alone](https://elsewhere.example/a.png)"
    )
    assert "<img" not in body(page)
    assert "A pixel in a sentence." in page.text


def test_in_a_browser_its_images_come_with_it():
    page = of("![Installs](chart:a)")
    assert "cid:" not in page.self_contained
    assert 'src="data:image/png;base64,' in page.self_contained


def test_the_text_is_read_as_it_is():
    page = of(
        "Prose with **bold** and `code`,\nthe same paragraph.\n\n## Wins\n\n- one\n- two\n  - below\n\n1. first\n\nEnd"
    )
    assert page.text.splitlines()[:4] == ["Acme", "", "Monthly update", "=============="]
    assert "Prose with bold and code, the same paragraph.\n\nWINS\n----\n\n- one\n- two\n  - below" in page.text
    assert page.text.endswith("End\n\n-- \nOnce a month.\n")
    assert all(len(line) <= 76 for line in of("word " * 100).text.splitlines())


# Pictures


def opened(picture: bytes | None) -> Pictures.Image:
    assert picture is not None
    return Pictures.open(io.BytesIO(picture))


def test_a_picture_is_fine_enough_for_fine_screens_and_small_to_send():
    width, height = mail_pictures.WIDE
    assert opened(PICTURE).size == (2 * width, 2 * height)
    small = mail_pictures.trend(Trend((1.0, 2.0, 3.0), size=mail_pictures.SMALL))
    assert opened(small).size == tuple(2 * side for side in mail_pictures.SMALL)
    assert PICTURE
    assert len(PICTURE) < 20_000


def test_a_picture_has_no_ground_so_that_it_stands_on_white_and_on_black():
    assert opened(PICTURE).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("ground", ["#ffffff", "#1b1b1b"])
@pytest.mark.parametrize("colour", [*COLOURS])
def test_its_colours_are_seen_on_both(colour: str, ground: str):
    """WCAG 2.2, 1.4.11: graphics have a contrast of at least 3:1."""
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_one_value_is_no_trend_and_no_key_results_no_columns():
    assert mail_pictures.trend(Trend((None, 1.0, None))) is None
    assert mail_pictures.columns(((0, 0, 0, 0, 0, 0),)) is None


def test_a_series_that_stands_still_is_drawn_in_the_middle():
    """Nothing divides by nothing."""
    drawn = opened(mail_pictures.trend(Trend((5.0, 5.0))))
    middle = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert isinstance(middle, tuple)
    assert middle[3] > 200


def test_a_week_that_is_unknown_leaves_a_gap():
    drawn = opened(mail_pictures.trend(Trend((5.0, 5.0, None, None, 5.0, 5.0))))
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == (0, 0, 0, 0)
