"""One tree of errors: each is a sentence for a person and carries an exit code.

The sentence says what happened, to which file or field, and what to do now. The exit codes
are documented in `docs/commands.md` and are part of the interface.
"""

from __future__ import annotations


class SoTuiError(Exception):
    """Something a person can be told in a sentence. `exit_code` is what a command ends with."""

    exit_code = 1

    @property
    def sentence(self) -> str:
        """What to show: what happened and what to do now."""
        return str(self)


class UsageError(SoTuiError):
    """The words of a command or a field do not make sense together."""

    exit_code = 2


class StoppedError(SoTuiError):
    """The person stopped a command with Ctrl+C: 128 and SIGINT's number."""

    exit_code = 130


class NotFoundError(SoTuiError):
    """A case, office or item that was named is not there, or several fit the name."""

    exit_code = 3


class RefusedInputError(SoTuiError):
    """A file or a text that came in is refused whole; nothing was changed.

    `where` is the place of the fault inside the input, such as `$.case.visit.day`, or "".
    """

    exit_code = 4

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(sentence)
        self.where = where


class NotAllowedError(SoTuiError):
    """What was asked cannot be done to the case as it stands now (nothing to undo, for one)."""

    exit_code = 5


class CasebookError(SoTuiError):
    """The casebook cannot be read or written; what was on disk is as it was."""

    exit_code = 6


class DamagedCasebookError(CasebookError):
    """The casebook's bytes are not a casebook any more; they are left untouched.

    `why`: what is wrong with them, in a few words.
    """

    def __init__(self, sentence: str, *, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why


class CaseFileError(CasebookError):
    """A case file that was exported stands where a casebook is looked for."""


class OtherStateError(DamagedCasebookError):
    """Whole files, but not those that were saved last: older ones, of another line, or written
    by another program. They are left untouched."""


class NewerCasebookError(CasebookError):
    """A newer so-tui wrote this casebook; this one does not touch it."""


class UnconfirmedSaveError(CasebookError):
    """The new casebook stands, but the disk has not confirmed that it survives a power cut."""


class MissingCasebookError(CasebookError):
    """The casebook was there when it was read last, and is not now."""


class BusyCasebookError(CasebookError):
    """Another process holds the casebook's lock for longer than one waits."""

    exit_code = 7


class LookError(SoTuiError):
    """The casebook works, and a check, or a disc, has something that should be looked at."""

    exit_code = 9


class OutputError(SoTuiError):
    """A file asked for cannot be written; what stood there is as it was."""

    exit_code = 8


class AdministratorError(SoTuiError):
    """The computer's administrator does not allow it, or what they allow cannot be read."""

    exit_code = 11


class MissingPartError(SoTuiError):
    """A part of so-tui that is installed by itself is not there."""

    exit_code = 12
