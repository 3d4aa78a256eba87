"""What others changed while a form was open, in words: nobody finds out only after saving."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from so_tui.core.changes import AnyPage, CasePage, OfficePage, Pages, stamp_of
from so_tui.core.tree import ancestors, fields, get, plain, type_at
from so_tui.errors import SoTuiError
from so_tui.tui.forms.fields import Field, Values, raw
from so_tui.tui.forms.form import Form, Watched

Base = Mapping[tuple[str, str], AnyPage]

Look = Callable[[], Pages]


GONE = "This is not in the casebook any more. What you typed is kept nowhere but here."
"""What an open form says once what it is about was erased."""


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


def whole(paths: Mapping[str, str], case: str) -> Mapping[str, str]:
    """The paths of a form, and that of the case it is about, whether or not a field shows any."""
    return {**paths, "": f"cases/{case}"}


def news(
    of: Mapping[str, Field],
    paths: Mapping[str, str],
    base: Base,
    now: Base,
    *,
    touched: Collection[str],
    me: str,
    watched: Collection[Watched] = (),
    values: Values | None = None,
    creates: bool = False,
) -> News:
    """What is other now than it was when the form opened.

    `paths` lead to what the fields show, by their names; `touched` are the fields that somebody
    typed into, and `me` who that is. `watched` is what the options say of it, `values` what is
    chosen of them; a form that `creates` saves though nothing was typed.
    """
    if base.keys() - now.keys():
        return News(hint=GONE)
    kept = " What you typed is kept." if touched else ""
    if _removed(paths, base, now):
        again = f"{kept[:-1]}, and saving brings it back." if touched else ""
        if creates and not touched:
            again = " Saving brings it back."
        return News(hint=f"This was removed meanwhile.{again}")
    changed = dict(_changed(of, paths, base, now, me))
    told = [one for one in watched if _differs(one.path, base, now)]
    if told and not changed:
        return _moved(told, base, now, me, kept, values)
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


def _moved(
    told: Collection[Watched], base: Base, now: Base, me: str, kept: str, values: Values | None
) -> News:
    """What options speak of and others changed."""
    said: list[str] = []
    notes: dict[str, list[str]] = {}
    both = False
    for one in told:
        key, inner = _split(one.path)
        value = get(now[key].value, inner)
        words = "removed" if value is None else one.words.get(str(value), str(value))
        who = _who(now[key], inner, me)
        said.append(f"{who} changed {one.name} meanwhile: now {words}.")
        notes.setdefault(one.field, []).append(f"{who} meanwhile: {one.name} {words}.")
        both |= values is not None and one.option in values.many(one.field)
    ends = " Saving keeps both until someone chooses." if both else ""
    return News(
        hint=f"{' '.join(said)}{kept}{ends}",
        notes={name: " ".join(lines) for name, lines in notes.items()},
    )


def _who(page: AnyPage, inner: str, me: str) -> str:
    """Who wrote last what stands at a path."""
    actor = page.actors.get(stamp_of(page, inner).change, "")
    return "Another window" if actor == me else actor or "Somebody"


def _differs(path: str, base: Base, now: Base) -> bool:
    """Whether another value stands at a path now."""
    key, inner = _split(path)
    if key not in base or key not in now or base[key] is now[key]:
        return False
    return bool(plain(get(base[key].value, inner)) != plain(get(now[key].value, inner)))


def _changed(
    of: Mapping[str, Field], paths: Mapping[str, str], base: Base, now: Base, me: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each field that is other now: who wrote it, and what stands there."""
    for name, path in paths.items():
        if _differs(path, base, now):
            key, inner = _split(path)
            who = _who(now[key], inner, me)
            yield name, (who, _words(of[name], get(now[key].value, inner)))


def _removed(paths: Mapping[str, str], base: Base, now: Base) -> bool:
    """Whether something that a field is in was there, and is not now."""
    if any(now[key].removed and not page.removed for key, page in base.items() if key in now):
        return True
    for path in paths.values():
        key, inner = _split(path)
        if key not in base or key not in now:
            continue
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


class Watch:
    """Looks after what a form is about, from when it was opened."""

    def __init__(self, form: Form, fields: Mapping[str, Field], look: Look) -> None:
        """`look` gives the pages as they are now. Raises SoTuiError."""
        self._form, self._fields, self._look = form, fields, look
        self._whole = whole(form.paths, form.key.partition("/")[0])
        self._base = pages_at(self._whole, look())
        self.news = News()

    def tell(self, touched: Collection[str], me: str, values: Values) -> bool:
        """Look for news; False where nobody can tell now, which the header says."""
        try:
            now = pages_at(self._whole, self._look())
        except SoTuiError:
            return False
        self.news = news(
            self._fields, self._form.paths, self._base, now, touched=touched, me=me,
            watched=self._form.watched, values=values, creates=self._form.creates,
        )  # fmt: skip
        return True

    @property
    def is_erased(self) -> bool:
        """Whether what the form is about was there and is not, not even removed."""
        try:
            return bool(self._base.keys() - pages_at(self._whole, self._look()).keys())
        except SoTuiError:
            return False  # nobody can tell now
