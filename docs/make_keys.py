"""Write `docs/keys.md`: every action with its binding id and its keys, from the program itself.

python -m docs.make_keys
"""

from __future__ import annotations

from pathlib import Path

from so_tui.tui import keys

PAGE = Path(__file__).parent / "keys.md"

HEAD = """# Keys

Every action, with the id by which a keymap moves it. The same list is in the program: `?` or `F1`
on any screen, `F1` in a form, and `Ctrl+P` to find an action by its name or another word for it.

## Moving a key

Put a table into the settings (`so-tui locate` says where they lie), a binding's id on the left
and its keys on the right, several with commas between them:

```toml
[keymap]
"contact.log" = "L"
"row.down" = "j,down,ctrl+n"
"step.next" = "n,f9"
```

A key is a letter, or a name such as `f9`, `enter`, `space`, `slash`, `question_mark`,
`ctrl+n` or `shift+tab`. What cannot be is told when so-tui starts, and the usual key stays: two
meanings of one key in the same place, no key at all, or a letter for what has to work while text
is typed. Every sentence on the screen names the keys as you moved them. No action needs a key
that a line or a multiplexer swallows: saving with `Ctrl+S` is also Enter behind the last field
and a button.

"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for heading, actions in keys.grouped():
        parts.append(f"## {heading}\n\n| keys | id | what it does |\n| --- | --- | --- |\n")
        for action in actions:
            shown = ", ".join(f"`{key}`" for key in keys.keys_of(action, {})) or "palette"
            parts.append(f"| {shown} | `{action.id}` | {keys.Keymap().help(action)} |\n")
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
