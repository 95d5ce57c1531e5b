"""SQLite: rows in, rows out. It knows nothing of conversations, languages or Telegram."""
