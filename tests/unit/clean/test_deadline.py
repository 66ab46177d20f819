"""No work outlasts its time, in whatever thread, and a late bell rings nobody else."""

from __future__ import annotations

import os
import threading
import time

import pytest

from pipeline.clean.deadline import within
from pipeline.errors import Failed
from pipeline.outcomes import Reason


def spin() -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            sum(range(100))
        except Exception:
            continue


def test_the_result_is_given():
    assert within(5, lambda: 42) == 42


def test_errors_pass():
    with pytest.raises(KeyError):
        within(5, lambda: {}["x"])


def test_work_that_takes_too_long_fails_as_a_timeout():
    started = time.monotonic()
    with pytest.raises(Failed) as caught:
        within(0.1, spin)
    assert caught.value.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 5


def test_it_works_outside_the_main_thread():
    failures = []

    def work() -> None:
        try:
            within(0.1, spin)
        except Failed as failed:
            failures.append(failed.reason)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert failures == [Reason.TIMEOUT]


def test_it_works_in_a_forked_child():
    child = os.fork()
    if child == 0:
        try:
            within(0.1, spin)
        except Failed:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_bell_that_rings_at_the_very_end_is_heard_inside_or_never():
    for number in range(200):
        try:
            within(0.001, lambda number=number: time.sleep(0.0008 + number % 5 / 10_000))
        except Failed:
            continue
    for _ in range(1000):
        sum(range(50))
