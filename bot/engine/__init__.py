"""The dialogue, decided purely: no I/O, no clock, no Telegram, no language. Imports the standard library only."""
