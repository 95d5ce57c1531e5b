"""Breaks the code in one sampled place at a time and counts how often a test notices; run by `python -m tests.mutants`."""
