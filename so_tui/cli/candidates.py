"""What can stand in the place of a word that a shell completes.

What is told beside a word comes from what the field knows. Names of people, and what anybody wrote
into a case, are told only where the settings let labels be completed: others may see the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from so_tui import field_knowledge
from so_tui.cli.arguments import GIVEN
from so_tui.cli.context import CommandContext
from so_tui.cli.param_types import NONE, ParamType, spoken
from so_tui.core.case import CALLS, in_order, spoken_items
from so_tui.core.changes import CasePage
from so_tui.core.finding import cases_fitting
from so_tui.core.step_words import is_markable
from so_tui.core.text import shortened
from so_tui.core.wording import Wording
from so_tui.errors import NotFoundError

Found = Iterable[CompletionItem]

_BOOK = "so_tui.completed_from"
_ID = 8
"""So much of a case's id is offered, as everywhere; commands take it from four signs on."""

_TOLD = 50
"""How many characters are told beside a word."""


class Book:
    """What of a casebook can be named in a command, read as little as it takes."""

    def __init__(self, context: CommandContext) -> None:
        self.context = context

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels of the cases by id."""
        return self.context.casework.labels()

    @property
    def tells(self) -> bool:
        """Whether names, and what people wrote, may be told."""
        return self.context.settings.labels_in_completion

    def cases(self, typed: str, but: Collection[str] = ()) -> Iterator[CompletionItem]:
        """The cases by the beginning of their ids or, where that may be, by their labels."""
        twins = Counter(self.labels.values()) if self.tells else {}
        begin = Counter(id_[:_ID] for id_ in self.labels)
        left_out = {self.named(one) for one in but}
        for id_, label in self.labels.items():
            if id_ in left_out:
                continue
            by_label = self.tells and twins[label] == 1 and _is_word(label)
            if by_label:
                yield CompletionItem(label)
            if not by_label or (typed and id_.startswith(typed)):
                is_enough = begin[id_[:_ID]] == 1 and len(typed) <= _ID
                yield CompletionItem(
                    id_[:_ID] if is_enough else id_, help=shortened(label) if self.tells else None
                )

    def named(self, word: str) -> str | None:
        """The id of the one case that a word names."""
        if len(found := [id_ for id_ in self.labels if word and id_.startswith(word)]) != 1:
            found = cases_fitting(self.labels, word)
        return found[0] if len(found) == 1 else None

    def case(self, word: str) -> CasePage | None:
        """The one case that a word names, or the only one where none is named."""
        id_ = self.named(word) if word else None
        if id_ is None and len(self.labels) == 1:
            (id_,) = self.labels
        return None if id_ is None else self.context.casework.case(id_)


def book(ctx: click.Context) -> Book:
    """The casebook of the command that is being completed. Raises NotFoundError for the demo's,
    which would have to be made."""
    options = ctx.find_root().params
    if options.get("demo"):
        raise NotFoundError("The demo's casebook is there only while its command runs.")
    if _BOOK not in ctx.meta:
        file: Path | None = options.get("file")
        if file is not None and str(file).startswith("~"):  # no shell has expanded it yet
            file = file.expanduser()
        ctx.meta[_BOOK] = Book(CommandContext(file, options.get("today")))
    found: Book = ctx.meta[_BOOK]
    return found


def next_word(
    ctx: click.Context, param: click.Parameter, kinds: Sequence[ParamType], typed: str
) -> list[CompletionItem]:
    """What comes next of the words of a command: CASE, which may be left out, then `kinds`."""
    here, given = book(ctx), _given(ctx)
    in_many = bool(ctx.params.get("parts"))  # an option names the cases, each with its items
    found: list[CompletionItem] = []
    if not given and not in_many:
        found += here.cases(typed)
    if given and not in_many and here.named(given[0]) is not None:
        at = len(given) - 1
    else:
        at = len(given) if in_many or len(here.labels) == 1 else -1
    if 0 <= at < len(kinds):
        found += kinds[at].shell_complete(ctx, param, typed)
    return found


def of_item(ctx: click.Context, of: Callable[[str], Found], typed: str) -> list[CompletionItem]:
    """A value for every item, or one behind an item and `=`; `of`: what can be the value."""
    item, divided, value = typed.rpartition("=")
    if divided:
        return _behind(f"{item}=", of(value))
    items = (CompletionItem(f"{one.value}=", type="part") for one in _items(ctx, ""))
    return [*of(typed), *items]


def named(is_a: str, ctx: click.Context, typed: str, *, many: bool = False) -> list[CompletionItem]:
    """What a name can be, by what it names; `many`: one of several, with commas between them."""
    if many:
        before = typed[: typed.rfind(",") + 1]
        said = before.split(",")
        found = NAMED[is_a](ctx, typed[len(before) :])
        return _behind(before, (one for one in found if one.value not in said))
    return list(NAMED[is_a](ctx, typed))


def _behind(before: str, found: Found) -> list[CompletionItem]:
    """The same words with what was typed before them."""
    return [CompletionItem(f"{before}{one.value}", type=one.type, help=one.help) for one in found]


def _given(ctx: click.Context) -> Sequence[str]:
    """The words of the command that are typed already, CASE the first."""
    of_case = ctx.params.get("case") or ctx.params.get("cases") or ()
    words: Sequence[str] = ctx.meta.get(GIVEN, of_case)
    return (words,) if isinstance(words, str) else words


def _is_word(text: str) -> bool:
    """Whether a text can be typed as a word of a command: `-x` would be an option."""
    return bool(text) and not text.startswith("-")


def _case(ctx: click.Context) -> CasePage | None:
    given = _given(ctx)
    return book(ctx).case(given[0] if given else "")


def _cases(ctx: click.Context, typed: str) -> Found:
    return book(ctx).cases(typed, but=_given(ctx))


def _items(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    return () if page is None else _items_of(ctx, page)


def _items_of(ctx: click.Context, page: CasePage) -> Found:
    words = Wording(book(ctx).context.casework.catalogue)
    for name, id_ in spoken_items(page.value):
        item = page.value.items[id_]
        yield CompletionItem(name, help=f"{words.kind(item.kind)}, {words.state(item)}")


def _case_and_items(ctx: click.Context, typed: str) -> Found:
    """A case with its items behind a colon, as one call about several is told."""
    here = book(ctx)
    case, divided, items = typed.rpartition(":")
    if not divided:
        for one in here.cases(typed):
            yield CompletionItem(f"{one.value}:", type="part", help=one.help)
    elif (page := here.case(case)) is not None:
        before = items[: items.rfind(",") + 1]
        said = before.split(",")
        found = (one for one in _items_of(ctx, page) if one.value not in said)
        yield from _behind(f"{case}:{before}", found)


def _offices(ctx: click.Context, typed: str) -> Found:
    """The offices of the case, by name; with the card before it where two have the same one."""
    page = _case(ctx)
    if page is None:
        return
    known = book(ctx).context.offices
    call = next((one for one in _given(ctx)[1:] if one in CALLS), None)
    here = [
        (one.call, known[one.office].name)
        for _, one in in_order(page.value.offices)
        if one.office in known and call in (None, one.call)
    ]
    often = Counter(name for _, name in here)
    for card, name in here:
        if _is_word(name):
            yield CompletionItem(name if often[name] == 1 else f"{card} {name}", help=card)


def _known_offices(ctx: click.Context, typed: str) -> Found:
    """The offices of the casebook, by name; by the beginning of the id where that tells none."""
    known = book(ctx).context.offices
    often = Counter(one.name for one in known.values())
    for one in known.values():
        if often[one.name] == 1 and _is_word(one.name):
            yield CompletionItem(one.name)
        else:
            yield CompletionItem(one.id[:_ID], help=shortened(one.name, _TOLD))


def _releases(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    if page is None:
        return
    known = book(ctx).context.offices
    for _, one in in_order(page.value.releases):
        of = page.value.offices.get(one.office)
        office = known.get(of.office) if of is not None else None
        about = shortened(office.name, _TOLD) if office is not None else None
        yield CompletionItem(str(one.number), help=about)


def _told(ctx: click.Context, text: str) -> str | None:
    """What may be told beside a word of what people wrote."""
    return shortened(text, _TOLD) if book(ctx).tells else None


def _questions(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    for _, one in in_order(page.value.questions) if page is not None else ():
        yield CompletionItem(str(one.number), help=_told(ctx, one.text))


def _people(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    for _, one in in_order(page.value.people) if page is not None else ():
        yield CompletionItem(str(one.number), help=_told(ctx, one.name))


def _contacts(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    for _, one in in_order(page.value.contacts) if page is not None else ():
        yield CompletionItem(str(one.number), help=f"{one.call}, {spoken(one.outcome)}")


def _reasons(ctx: click.Context, typed: str) -> Found:
    known = field_knowledge.catalogue()
    for one in known.reasons:
        yield CompletionItem(spoken(one.id), help=one.name)
    for part in known.condition:
        yield CompletionItem(spoken(part.id), help=part.name)


def _kinds(ctx: click.Context, typed: str) -> Found:
    for one in field_knowledge.catalogue().kinds.values():
        if not one.prompts_list:
            yield CompletionItem(spoken(one.id), help=one.name)


def _problems(ctx: click.Context, typed: str) -> Found:
    for one in field_knowledge.catalogue().problems.values():
        yield CompletionItem(spoken(one.id), help=one.name)
    yield CompletionItem(NONE)


def _steps(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    for one in book(ctx).context.plan(page).steps if page is not None else ():
        if is_markable(one):
            yield CompletionItem(one.id, help=one.text)


def _marked(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    return map(CompletionItem, page.value.marks if page is not None else ())


def _changes(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    if page is not None:
        changes = book(ctx).context.casework.history([("cases", page.id)])
        for number, one in enumerate(changes, 1):
            yield CompletionItem(str(number), help=_told(ctx, one.sentence))


def _conflicts(ctx: click.Context, typed: str) -> Found:
    page = _case(ctx)
    if page is not None:
        yield from map(CompletionItem, map(str, book(ctx).context.casework.placed_conflicts(page)))


def _sides(ctx: click.Context, typed: str) -> Found:
    """The numbers of the values of the conflict whose place stands before."""
    page, given = _case(ctx), _given(ctx)
    if page is not None and given:
        found = book(ctx).context.casework.placed_conflicts(page)
        sides = next((one.sides for at, one in found.items() if str(at) == given[-1]), ())
        yield from (CompletionItem(str(at)) for at in range(1, len(sides) + 1))


def _backups(ctx: click.Context, typed: str) -> Found:
    from so_tui import caretaking

    return [CompletionItem(one.name) for one in caretaking.listed(book(ctx).context.path)]


def _commands(ctx: click.Context, typed: str) -> Found:
    """The commands of the program, or those of the one that stands before."""
    at = ctx.find_root()
    for word in ctx.params.get("words") or ():
        if isinstance(at.command, click.Group) and (found := at.command.get_command(at, word)):
            at = click.Context(found, at, info_name=word)
    return at.command.shell_complete(at, typed) if isinstance(at.command, click.Group) else ()


def _files(ctx: click.Context, typed: str) -> Found:
    return [CompletionItem(typed, type="file")]


NAMED: Mapping[str, Callable[[click.Context, str], Found]] = {
    "backup": _backups,
    "case": _cases,
    "case and items": _case_and_items,
    "change": _changes,
    "command": _commands,
    "conflict": _conflicts,
    "contact": _contacts,
    "file": _files,
    "item": _items,
    "kind": _kinds,
    "known office": _known_offices,
    "marked step": _marked,
    "office": _offices,
    "person": _people,
    "problem": _problems,
    "question": _questions,
    "reason": _reasons,
    "release": _releases,
    "side": _sides,
    "step": _steps,
}
"""What can stand where something of a kind is named."""
