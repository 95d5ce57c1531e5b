"""Decides the dialogue as pure functions of the standard library: no I/O, clock, Telegram or language."""
