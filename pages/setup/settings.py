"""The settings in force, to read: their values, their defaults, and what they mean. Secrets are only set or not set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st
from markupsafe import Markup
from pydantic import BaseModel

from data.config import SECTIONS, Secrets, Settings
from data.rules import words
from data.rules.steps import Step
from pages.parts import load
from pages.setup import parts

Row = Markup | tuple[str | Markup, ...]


def show() -> None:
    where = load.settings().file or "nothing but the defaults; copy okr.example.toml to okr.toml to change them"
    parts.heading("Settings in force", f"Read from {where}. They are read when the app starts.")
    st.html(parts.table(("Setting", "Value", "Default", "What it does"), _all(load.settings())))


def _all(settings: Settings) -> Iterator[Row]:
    for section, model in SECTIONS.items():
        yield parts.group(f"[{section}]", 4)
        yield from _rows(model, getattr(settings, section))
    yield parts.group("From the environment, or .streamlit/secrets.toml", 4)
    yield from _secrets(settings.secrets)


def _rows(model: type[BaseModel], values: BaseModel) -> Iterator[Row]:
    for name, field in model.model_fields.items():
        value, default = getattr(values, name), _text(field.default)
        shown = Markup("<strong>{}</strong>").format(_text(value)) if value != field.default else _text(value)
        does = field.description or ""
        standard = Markup('<span class="soft">{}</span>').format(default)
        yield Markup("<code>{}</code>").format(name), shown, standard, does[:1].upper() + does[1:]


def _secrets(values: Secrets) -> Iterator[Row]:
    for name, field in Secrets.model_fields.items():
        value = getattr(values, name)
        shown = _text(value) if isinstance(value, bool | int) else "set" if value else "not set"
        yield Markup("<code>{}</code>").format(field.alias or name), shown, "", ""


def _text(value: Any) -> str:
    match value:
        case (Step(), *_):
            return words.count(len(value), "step")
        case tuple():
            return ", ".join(map(str, value)) or "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
    return str(value)
