"""The screen, in Textual: state goes down to panes, messages go up to screens."""
