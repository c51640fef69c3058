"""What was made of a view for readers of one language: kept for the next run that shows it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import ref

from portfolio.ledger.view import View

# Charts and pieces of pages, some tens of kilobytes each: what all readers together keep.
MOST: Final = 600
R = TypeVar("R")

_kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
_keeping: Final = Lock()


def per_view(view: View, key: tuple[Hashable, ...], make: Callable[[], R]) -> R:
    """What ``make`` returns, made once for the view and ``key``; never change what is returned.

    Views are immutable and shared, so what is made of one stays right as long as it is asked for.
    A view the register has let go of is not held back by what was made of it.
    """
    place = (ref(view), *key)
    with _keeping:
        if place in _kept:
            _kept.move_to_end(place)
            found: R = _kept[place]
            return found
    made = make()
    with _keeping:
        _kept[place] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
