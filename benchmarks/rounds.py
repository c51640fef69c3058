"""Timing: every way in every round, each round begun by another one, garbage collected between."""

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Job = Callable[[], object]


@dataclass
class Timings:
    """Seconds of wall clock and of this process's CPU, per job and round."""

    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def milliseconds(self, name: str) -> float:
        """Median wall clock of a job."""
        return statistics.median(self.wall[name]) * 1_000

    def cpu_milliseconds(self, name: str) -> float:
        """Median CPU of a job."""
        return statistics.median(self.cpu[name]) * 1_000

    def ratio(self, name: str, to: str) -> float:
        """Median over the rounds of one job's wall clock divided by another's."""
        return statistics.median(
            own / other for own, other in zip(self.wall[name], self.wall[to], strict=True)
        )


def once(job: Job) -> tuple[float, float]:
    """Wall clock and CPU seconds of one run."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    job()
    return time.perf_counter() - wall, time.process_time() - cpu


def interleaved(jobs: Mapping[str, Job], rounds: int, warm: Sequence[str] = ()) -> Timings:
    """All jobs timed in every round; ``warm`` names those run once before the first."""
    names, timings = list(jobs), Timings()
    for name in warm:
        jobs[name]()
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            wall, cpu = once(jobs[name])
            timings.wall[name].append(wall)
            timings.cpu[name].append(cpu)
    return timings


def shortest(job: Job, runs: int) -> float:
    """Median seconds of a job too short to be timed once: the mean of each of several bursts."""
    gc.collect()
    bursts = []
    for _ in range(9):
        begin = time.perf_counter()
        for _ in range(runs):
            job()
        bursts.append((time.perf_counter() - begin) / runs)
    return statistics.median(bursts)
