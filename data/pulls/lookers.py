"""The Lookers of the settings as one source: where each is, what is missing to ask it, and the tiles of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from data.config import LookerInstance, Secrets, Settings
from data.rules import words
from data.sources.looker import looker
from data.sources.looker.looker import Connection, LookerUnavailable, Tile


@dataclass(frozen=True, slots=True)
class Instance:
    """One Looker. `name` is None for the one of LOOKERSDK_BASE_URL; that of another comes first in the ids of its tiles
    and KPIs. `title` is what people call it: "Looker", or of several one of "Looker at looker.example.com" and "Looker
    “eu”". `missing` are the variables that are not set and without which it cannot be asked.
    """

    name: str | None
    title: str
    connection: Connection
    dashboards: tuple[str, ...]
    looks: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def host(self) -> str:
        """Where it is, for people to read."""
        return _host(self.connection.base_url)


def instances(settings: Settings) -> list[Instance]:
    """Every Looker that is meant: the one of the environment unless only others are named, and those others."""
    others = [_other(each, settings.secrets) for each in settings.looker.instances]
    return [_first(settings), *others] if settings.secrets.looker_base_url or not others else others


def is_meant(settings: Settings) -> bool:
    """Whether there is to be a Looker, though something may be missing to ask it."""
    return bool(settings.secrets.looker_base_url or settings.looker.instances)


def is_of(place: str | None, instance: Instance, settings: Settings) -> bool:
    """Whether what was read at a dashboard, `217` or `eu/217`, is of a Looker: without a name, what is no other's."""
    name = (place or "").partition("/")[0]
    others = [each.name for each in settings.looker.instances]
    return name == instance.name if instance.name else name not in others


def is_named(place: str | None, element: str, settings: Settings) -> bool:
    """Whether the settings name what was read: a tile's dashboard, a Look, or a Looker that answered for all of it."""
    return any(_names(instance, place, element) for instance in instances(settings))


def lacks(title: str, missing: Sequence[str]) -> str:
    """What to do where something is missing to ask a Looker."""
    return f"{title} is not set up. Set {words.listed(missing)}; an admin of Looker makes the keys under Users."


def hosts(settings: Settings) -> str:
    """Where they are, for people to read."""
    return " and ".join(instance.host for instance in instances(settings))


def fetch(settings: Settings, now: datetime) -> Iterator[Tile]:
    """The tiles of every Looker as soon as they are read. One that is meant and cannot be read is a tile in trouble.

    Raises LookerUnavailable, after that tile, where the only one cannot be read.
    """
    found = instances(settings)
    for instance in found:
        try:
            yield from (_under(instance.name, tile) for tile in _tiles(instance, settings.looker.row_limit, now))
        except LookerUnavailable as error:
            if is_meant(settings):
                yield Tile(instance.name, "", instance.title, "error", message=str(error))
            if len(found) == 1:
                raise


def _names(instance: Instance, place: str | None, element: str) -> bool:
    if place == instance.name:
        return not element or element.removeprefix("look:") in instance.looks
    return place in [f"{instance.name}/{each}" if instance.name else each for each in instance.dashboards]


def _first(settings: Settings) -> Instance:
    secrets = settings.secrets
    needed = ("looker_base_url", "looker_client_id", "looker_client_secret")
    named = {name: Secrets.model_fields[name].alias or name for name in needed}
    secret = secrets.looker_client_secret
    connection = Connection(
        base_url=secrets.looker_base_url,
        client_id=secrets.looker_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        verify_ssl=secrets.looker_verify_ssl,
        timeout=secrets.looker_timeout,
    )
    missing = tuple(variable for name, variable in named.items() if not getattr(secrets, name))
    title = f"Looker at {_host(secrets.looker_base_url)}" if settings.looker.instances else "Looker"
    return Instance(None, title, connection, settings.looker.dashboards, settings.looker.looks, missing)


def _other(given: LookerInstance, secrets: Secrets) -> Instance:
    variables = [f"LOOKERSDK_{given.name.upper()}_CLIENT_{part}" for part in ("ID", "SECRET")]
    keys = [secrets.looker_keys[name].get_secret_value() if name in secrets.looker_keys else "" for name in variables]
    connection = Connection(given.base_url, *keys, verify_ssl=secrets.looker_verify_ssl, timeout=secrets.looker_timeout)
    missing = tuple(name for name, value in zip(variables, keys, strict=True) if not value)
    return Instance(given.name, f"Looker “{given.name}”", connection, given.dashboards, given.looks, missing)


def _host(address: str | None) -> str:
    """The host alone, for an address may carry a password."""
    return urlsplit(address or "").hostname or "LOOKERSDK_BASE_URL"


def _tiles(instance: Instance, row_limit: int, now: datetime) -> Iterator[Tile]:
    if instance.missing:
        raise LookerUnavailable(lacks(instance.title, instance.missing))
    read = looker.fetch(
        instance.connection, dashboards=instance.dashboards, looks=instance.looks, now=now, row_limit=row_limit
    )
    try:
        yield from read
    except LookerUnavailable as error:
        raise LookerUnavailable(_about(instance.name, str(error))) from error


def _about(name: str | None, said: str) -> str:
    """What is said of a Looker, with the variables and settings that are this one's."""
    if name is None:
        return said
    keys = said.replace("LOOKERSDK_CLIENT_", f"LOOKERSDK_{name.upper()}_CLIENT_")
    return keys.replace("LOOKERSDK_BASE_URL", f"the base_url of “{name}” in okr.toml")


def _under(name: str | None, tile: Tile) -> Tile:
    """A tile as its Looker gave it, with the Looker's name before the ids."""
    if name is None:
        return tile
    return replace(
        tile,
        dashboard=f"{name}/{tile.dashboard}" if tile.dashboard else name,
        message=_about(name, tile.message),
        kpis=tuple(replace(kpi, kpi=f"{name}/{kpi.kpi}") for kpi in tile.kpis),
        readings=tuple(replace(reading, kpi=f"{name}/{reading.kpi}") for reading in tile.readings),
    )
