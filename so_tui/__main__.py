"""`python -m so_tui` is `so-tui`."""

from so_tui.cli import main

if __name__ == "__main__":
    main()
