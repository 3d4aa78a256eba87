"""Widgets: each draws its own lines and posts messages; none asks another for anything."""
