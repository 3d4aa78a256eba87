"""A case and its plan in words, for commands that tell of one or of many."""

from __future__ import annotations

from so_tui.cli.context import CommandContext
from so_tui.core import dates, headline
from so_tui.core.case import CallName, Case, Item, spoken_items
from so_tui.core.changes import CasePage
from so_tui.core.parties import card_of
from so_tui.core.plan_context import names_of
from so_tui.core.steps import Step
from so_tui.core.summary import Count, count


class CaseText:
    """One case on one day, put into words."""

    def __init__(self, context: CommandContext, page: CasePage) -> None:
        self.context, self.page = context, page
        self.case: Case = page.value
        self.today = context.today
        self.catalogue = context.catalogue
        self.calendar = context.calendar
        self.offices = context.offices
        self.plan = context.plan(page)
        self.conflicts = context.casework.conflicts(page)
        self.spoken = {id_: name for name, id_ in spoken_items(self.case)}

    # --- Words ------------------------------------------------------------------------------

    def word(self, table: str, code: str) -> str:
        """The word for what is kept by code."""
        return self.catalogue.words.get(f"{table}.{code}", code.replace("_", " "))

    def card(self, call: CallName) -> str:
        """The title of a call's card."""
        return card_of(self.case, call, self.catalogue.words)

    def item(self, item: Item) -> str:
        """An item's name, as in a list."""
        kind = self.catalogue.kinds.get(item.kind)
        return names_of(item, kind, self.today)[1] if kind else item.detail or item.kind

    def office(self, case_office: str | None) -> str:
        """The name of one of the case's offices, or ""."""
        here = self.case.offices.get(case_office or "")
        identity = self.offices.get(here.office) if here else None
        return identity.name if identity else ""

    def checked(self, item: Item) -> bool:
        """Whether an item counts only when it was found usable."""
        kind = self.catalogue.kinds.get(item.kind)
        return kind is not None and kind.checked

    def count(self, call: CallName) -> Count:
        """How many items of a call are there, and how many are asked for."""
        return count(self.case, self.plan, self.catalogue, call)

    def next(self) -> str:
        """The next step as the screen's header says it, or that there is none."""
        words = self.catalogue.words
        if self.plan.next is None:
            return words.get(f"ended.{self.case.status}", words["next.nothing"])
        return headline.sentence(self.plan.next, words, self.today)

    def as_next(self, step: Step) -> str:
        """Any step as the header would say it."""
        words = self.catalogue.words
        next_ = headline.next_of([step], self.case, self.offices, words, self.today)
        return headline.sentence(next_, words, self.today) if next_ is not None else ""

    def late(self) -> str:
        """How much is late, by papers and tasks, or ""."""
        plan = self.plan
        return headline.late(plan.late_papers, plan.late_tasks, self.catalogue.words)

    def visit(self) -> str:
        """When the visit is."""
        visit = self.case.visit
        if visit.day is None:
            return "no date yet"
        when = dates.long(visit.day)
        if visit.time is not None:
            when = f"{when} {visit.time:%H:%M}{f' {visit.zone}' if visit.zone else ''}"
        left = self.calendar.between(self.today, visit.day)
        return f"{when}, {dates.in_business_days(left)}"

    def step(self, step: Step) -> str:
        """A step on one line: call, item, what to do, by when, and how it stands."""
        call = self.card(step.call)
        ref = f" {self.spoken[step.item]}" if step.item in self.spoken else ""
        said = [f"{call}{ref}: {step.text}"]
        if step.needed_by is not None and step.what != "visit":
            said.append(f"needed by {dates.long(step.needed_by)}")
        if step.promised is not None:
            said.append(f"promised for {dates.long(step.promised)}")
        if step.urgency != "none":
            said.append(self.word("urgency", step.urgency))
        if step.standing == "blocked":
            before = self.plan.step(step.blocked_by or "")
            said.append(f"waits for: {before.short or before.text}" if before else "waits")
        if is_markable(step):
            said.append(f"step {step.id}")
        return "; ".join(said)


def is_markable(step: Step) -> bool:
    """Whether a step is done by a mark: it is about no item and no release."""
    return step.what != "sign" and step.item is None and step.release is None
