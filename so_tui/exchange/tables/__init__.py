"""Cases as tables, a row to a case or to a part of it, for spreadsheets."""
