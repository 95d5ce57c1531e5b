"""Tests mirror the code: tests/engine/ for bot/engine/, and so on."""
