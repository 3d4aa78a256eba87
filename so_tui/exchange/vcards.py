"""vCards as lines: written as RFC 6350 says, read as phones have written them since version 2.1.

Reading goes past what it cannot make out: a card has many lines that so-tui has no use for.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from so_tui.exchange.strict import refuse

WIDTH = 75
"""How many bytes of UTF-8 a line may have, without its end (RFC 6350 §3.2)."""

_SAID = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
_HIDDEN = {"^": "^^", '"': "^'", "\n": "^n"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^([\^'n])")
# Possessive, so that a hostile line cannot make the search go back over it.
_HEAD = re.compile(rb'((?:[^":]++|"[^"]*+")*+):(.*)', re.DOTALL)
_PARAM = re.compile(r'(?:[^";]++|"[^"]*+")++')
_PIECE = re.compile(r"\\.|[^\\;]++|.", re.DOTALL)
_QUOTED = re.compile(rb"^[^:]*quoted-printable", re.IGNORECASE)
_CHARSET = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d+|windows-125\d|cp125\d|koi8-r|gb2312|gbk|gb18030|big5|"
    r"shift_jis|euc-jp|euc-kr|iso-2022-jp",
    re.IGNORECASE,
)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})


class Property(msgspec.Struct, frozen=True):
    """One line of a card: its name and its parameters' names in capitals, the value as it is
    written, with its escapes."""

    name: str
    params: Mapping[str, tuple[str, ...]]
    value: str

    @property
    def types(self) -> frozenset[str]:
        """What its TYPE says, in small letters."""
        return frozenset(one.casefold() for one in self.params.get("TYPE", ()))

    @property
    def text(self) -> str:
        """Its value as one text."""
        return said(self.value)

    @property
    def components(self) -> tuple[str, ...]:
        """The parts of a value that has several, divided by semicolons."""
        parts = [""]
        for one in _PIECE.findall(self.value):
            if one == ";":
                parts.append("")
            else:
                parts[-1] += one
        return tuple(said(one).strip() for one in parts)


# --- Writing ----------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """A text as a value has it."""
    return "".join(_SAID.get(one, one) for one in text)


def line(name: str, value: str, params: Mapping[str, str] | None = None) -> str:
    """One line, before it is folded; `value` has its escapes already.

    A parameter that is more than a word stands in quotes, with what cannot stand there written
    otherwise (RFC 6868).
    """
    said_of = "".join(
        f";{key}={one}" if re.fullmatch(r"[A-Za-z0-9-]+", one) else f';{key}="{_hidden(one)}"'
        for key, one in (params or {}).items()
    )
    return f"{name}{said_of}:{value}"


def _hidden(text: str) -> str:
    return "".join(_HIDDEN.get(one, one) for one in text)


def written(lines: Iterable[str]) -> bytes:
    """Lines with their ends, the long ones folded; no character is cut."""
    return b"".join(folded(one) for one in lines)


def folded(text: str) -> bytes:
    """One line with its end, in pieces of at most `WIDTH` bytes."""
    pieces, piece = [], b""
    for one in text:
        data = one.encode()
        if len(piece) + len(data) > WIDTH:
            pieces.append(piece)
            piece = b" "
        piece += data
    return b"\r\n".join((*pieces, piece)) + b"\r\n"


# --- Reading ----------------------------------------------------------------------------------


def cards(data: bytes, name: str) -> Iterator[tuple[Property, ...]]:
    """The cards of a file, each as its properties; what lies inside another card is left out.

    `name`: what the user called the file. Raises RefusedInputError for one without a card, or
    that ends inside of one.
    """
    depth, found, here = 0, 0, list[Property]()
    for one in map(_property, _unfolded(_plain(data))):
        if one is None:
            continue
        mark = one.value.strip().casefold() == "vcard" and one.name
        if mark == "BEGIN":
            depth += 1
            here = [] if depth == 1 else here
        elif mark == "END" and depth:
            depth -= 1
            if not depth:
                found += 1
                yield tuple(here)
        elif depth == 1:
            here.append(one)
    if depth:
        do = "copy or download it again, then import it"
        refuse(name, "it ends before a card is complete", do=do)
    if not found:
        refuse(name, "it holds no card of a contact (vCard)", do="choose a file of contacts")


def said(value: str) -> str:
    """A value without its escapes."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _plain(data: bytes) -> bytes:
    """The bytes without a byte order mark; UTF-16 becomes UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(data: bytes) -> Iterator[bytes]:
    """The lines as they were before they were folded, soft breaks of quoted-printable too."""
    pieces: list[bytes] = []
    soft = False
    for one in re.split(rb"\r\n|\n|\r", data):
        if soft:
            pieces.append(one)
        elif one[:1] in (b" ", b"\t"):
            pieces.append(one[1:])
            continue
        else:
            yield b"".join(pieces)
            pieces = [one]
        soft = one.endswith(b"=") and bool(_QUOTED.match(pieces[0]))
        if soft:
            pieces[-1] = pieces[-1][:-1]
    yield b"".join(pieces)


def _property(data: bytes) -> Property | None:
    """A line as a property; None for one that is none."""
    found = _HEAD.fullmatch(data)
    if found is None:
        return None
    name, *rest = _PARAM.findall(found[1].decode("utf-8", "replace"))[:50] or [""]
    params: dict[str, tuple[str, ...]] = {}
    for one in rest:
        key, given, value = one.partition("=")
        if not given:  # a bare word, as version 2.1 has them
            key, value = ("ENCODING" if one.upper() in _ENCODINGS else "TYPE"), one
        key = key.strip().upper()
        texts = [value[1:-1]] if _is_quoted(value) and key not in ("TYPE",) else _listed(value)
        params[key] = (*params.get(key, ()), *(_shown(text) for text in texts))
    return Property(
        name=name.rpartition(".")[2].strip().upper(),
        params=params,
        value=_decoded(found[2], params),
    )


def _is_quoted(value: str) -> bool:
    return len(value) > 1 and value[0] == value[-1] == '"'


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.replace('"', "").split(",")]


def _shown(text: str) -> str:
    return _CARET.sub(lambda found: {"n": "\n", "'": '"'}.get(found[1], found[1]), text)


def _decoded(data: bytes, params: Mapping[str, tuple[str, ...]]) -> str:
    if any(one.upper() == "QUOTED-PRINTABLE" for one in params.get("ENCODING", ())):
        data = quopri.decodestring(data)
    charset = next(iter(params.get("CHARSET", ())), "utf-8")
    if not _CHARSET.fullmatch(charset):
        charset = "utf-8"
    for one in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")
