"""so-tui: the terminal tracker that makes a cancer second opinion count."""
