"""Turns are handed over in the order in which they were asked for."""

import time
from threading import Thread

import pytest

from portfolio.store.database import FairLock


def test_turns_come_in_the_order_they_were_asked_for() -> None:
    turns, order = FairLock(), []

    def take(number: int) -> None:
        with turns.turn():
            order.append(number)

    threads = [Thread(target=take, args=(number,)) for number in range(20)]
    with turns.turn():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._waiting) < number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_a_turn_that_fails_is_handed_over_all_the_same() -> None:
    turns = FairLock()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.turn():
            raise ZeroDivisionError
