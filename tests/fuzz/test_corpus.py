"""Every input that the fuzzer found worth keeping, played again without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")


def test_every_target_has_a_corpus_and_every_corpus_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_the_corpus_breaks_no_promise(target: str) -> None:
    inputs = sorted((CORPUS / target).iterdir())
    for path in inputs:
        TARGETS[target](path.read_bytes())

    assert len(inputs) >= 10


@pytest.mark.parametrize("target", sorted(TARGETS))
@given(data=st.binary(max_size=300))
def test_any_bytes_break_no_promise(target: str, data: bytes) -> None:
    TARGETS[target](data)
