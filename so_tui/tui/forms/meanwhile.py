"""What others changed while a form was open, in words: nobody finds out only after saving."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from so_tui.core.changes import AnyPage, CasePage, OfficePage, Pages, stamp_of
from so_tui.core.tree import ancestors, fields, get, plain, type_at
from so_tui.tui.forms.fields import Field, raw

Base = Mapping[tuple[str, str], AnyPage]


@dataclass(frozen=True)
class News:
    """`hint` is for the form as a whole; `notes` stand at the fields that were changed."""

    hint: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def paths_of(page: CasePage | OfficePage, inner: str, of: Iterable[Field]) -> dict[str, str]:
    """Where the page keeps what the fields show, of those that the part at `inner` has."""
    known = fields(type_at(page.kind, inner))
    lead = f"{page.path}/{inner}/" if inner else f"{page.path}/"
    return {one.name: f"{lead}{one.name}" for one in of if one.name in known}


def pages_at(paths: Mapping[str, str], pages: Pages) -> Base:
    """The pages that paths lead to, as they are now."""
    found = {key: pages.get(key) for key in {_split(path)[0] for path in paths.values()}}
    return {key: page for key, page in found.items() if page is not None}


def news(
    of: Mapping[str, Field],
    paths: Mapping[str, str],
    base: Base,
    now: Base,
    *,
    touched: Collection[str],
    me: str,
) -> News:
    """What is other now than it was when the form opened.

    `paths` lead to what the fields show, by their names; `touched` are the fields that somebody
    typed into, and `me` who that is.
    """
    kept = " What you typed is kept." if touched else ""
    if _removed(paths, base, now):
        again = f"{kept[:-1]}, and saving brings it back." if touched else ""
        return News(hint=f"This was removed meanwhile.{again}")
    changed = dict(_changed(of, paths, base, now, me))
    if not changed:
        return News()
    whos = {who for who, _ in changed.values()}
    who = whos.pop() if len(whos) == 1 else "Others"
    labels = [of[name].label for name in changed]
    what = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
    value = f": now {next(iter(changed.values()))[1]}" if len(labels) == 1 else ""
    both = " Saving keeps both until someone chooses." if changed.keys() & set(touched) else ""
    return News(
        hint=f"{who} changed {what} meanwhile{value}.{kept}{both}",
        notes={name: f"{by} meanwhile: {words}" for name, (by, words) in changed.items()},
    )


def _changed(
    of: Mapping[str, Field], paths: Mapping[str, str], base: Base, now: Base, me: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each field that is other now: who wrote it, and what stands there."""
    for name, path in paths.items():
        key, inner = _split(path)
        if key not in base or key not in now or base[key] is now[key]:
            continue
        before, after = get(base[key].value, inner), get(now[key].value, inner)
        if plain(before) == plain(after):
            continue
        actor = now[key].actors.get(stamp_of(now[key], inner).change, "")
        who = "Another window" if actor == me else actor or "Somebody"
        yield name, (who, _words(of[name], after))


def _removed(paths: Mapping[str, str], base: Base, now: Base) -> bool:
    """Whether something that a field is in was there, and is not now."""
    for path in paths.values():
        key, inner = _split(path)
        if key not in base or key not in now:
            continue
        if now[key].removed and not base[key].removed:
            return True
        above = [one for one in ancestors(inner) if one not in ("", inner)]
        if any(_is_gone(base[key], now[key], one) for one in above):
            return True
    return False


def _is_gone(base: AnyPage, now: AnyPage, inner: str) -> bool:
    return inner in now.gone and get(base.value, inner) is not None


def _words(of: Field, value: Any) -> str:
    labels = {option.value: option.label for option in of.options}
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(labels.get(str(one), str(one)) for one in value) or "none"
    given = raw(of, value)
    words = labels.get(str(given), str(given)) if isinstance(given, str) else ""
    return words or "empty"


def _split(path: str) -> tuple[tuple[str, str], str]:
    kind, id_, *inner = path.split("/", 2)
    return (kind, id_), inner[0] if inner else ""
