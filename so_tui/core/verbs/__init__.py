"""What a user can do: each verb returns a change, made of the smallest edits that say it.

A verb reads the page as the user saw it, so that an edit made apart from somebody else's is
known as such. Days default to `pen.today`. Texts are cleaned here, whoever calls.
"""

from so_tui.core.verbs.cases import (
    add_companion,
    edit_companion,
    hand_over,
    new_case,
    remove_case,
    remove_companion,
    set_archived,
    set_details,
    set_person,
    set_status,
)
from so_tui.core.verbs.choosing import choose
from so_tui.core.verbs.contacts import edit_contact, log_contact, one_call, remove_contact
from so_tui.core.verbs.items import (
    add_item,
    edit_item,
    move_item,
    next_state,
    remove_item,
    set_problem,
    set_promise,
)
from so_tui.core.verbs.making import together
from so_tui.core.verbs.offices import (
    add_office,
    edit_case_office,
    edit_office,
    new_office,
    remove_office,
)
from so_tui.core.verbs.papers import note_paper, note_papers
from so_tui.core.verbs.questions import (
    add_question,
    edit_question,
    mark_step,
    remove_question,
    unmark_step,
)
from so_tui.core.verbs.reasons import answer_reason
from so_tui.core.verbs.releases import add_release, edit_release, remove_release
from so_tui.core.verbs.taking_over import begin_from
from so_tui.core.verbs.visits import set_accepts, set_opinion, set_visit, set_waiting

__all__ = [
    "add_companion",
    "add_item",
    "add_office",
    "add_question",
    "add_release",
    "answer_reason",
    "begin_from",
    "choose",
    "edit_case_office",
    "edit_companion",
    "edit_contact",
    "edit_item",
    "edit_office",
    "edit_question",
    "edit_release",
    "hand_over",
    "log_contact",
    "mark_step",
    "move_item",
    "new_case",
    "new_office",
    "next_state",
    "note_paper",
    "note_papers",
    "one_call",
    "remove_case",
    "remove_companion",
    "remove_contact",
    "remove_item",
    "remove_office",
    "remove_question",
    "remove_release",
    "set_accepts",
    "set_archived",
    "set_details",
    "set_opinion",
    "set_person",
    "set_problem",
    "set_promise",
    "set_status",
    "set_visit",
    "set_waiting",
    "together",
    "unmark_step",
]  # fmt: skip
