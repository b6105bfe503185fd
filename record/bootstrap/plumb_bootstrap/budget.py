"""Keeps what recording calls of modules costs below a share of the program's time, where Python alone writes the ring:
an account that fills with time and empties with what is recorded. As record/native/budget.c, which says why; but what
a call costs is taken from clocks around the calls themselves, and nobody knows what the caches have to do with it."""
import _thread
import os
import time

# Words of the ring's head, for the report.
STEPS, STEPS_RECORDED, COST, RECORDED, OBSERVED, SPENT, COUNTED = range(8, 15)

SECOND = 1000000000

# Time that counts at most for what comes later.
MOST_CREDIT = SECOND

# How often the kernel is asked how long the thread had no core.
DELAY = SECOND // 20

# Without steps modules are switched by the clock, and it is looked at after so many calls.
SLICE = SECOND // 10
NO_STEP = 2 * SECOND
CALLS = 64

# Calls whose time is kept, and how many times more than in the trial they may take: beyond is something else.
KEPT = 31
MOST_TIMES = 4

_all = 0xFFFFFFFFFFFFFFFF


class Account:
    def __init__(self, share):
        self.share = share
        self.on = True  # whether calls of modules are recorded
        self.calls = 0  # of modules, recorded or not
        self.events = 0  # ranges that began; threads at the same time may miss a few
        self._times = [0] * KEPT
        self._has_begun = False
        self._event = self._first = self._hook = self._trial = 0.0
        self._forget()

    def _forget(self):
        self._lock = _thread.allocate_lock()  # never waited for: a handler of signals may come while it is held
        self._steps = 0
        self._credit = 0.0
        self._events_of_step = self._step = 0
        self._looked = self._delay = self._of = 0
        self._anew(time.monotonic_ns())

    def _anew(self, now):
        self._begin = self._last = now
        self._last_step = 0
        self._last_events, self._last_calls = self.events, self.calls

    def begin(self, event, hook):
        """Modules are recorded from here on; ns that one takes and that the hook takes where it is not, in a trial."""
        self._trial = self._typical()
        self._first = self._event = max(event, 0.0)
        self._hook = max(hook, 0.0)
        self._has_begun = self.on = True
        self._anew(time.monotonic_ns())

    def forked(self):
        """A child begins anew. It may make no steps, so that it goes by the clock until there are some."""
        self.on = True
        self._forget()
        self._begin -= NO_STEP

    def took(self, ns):
        """A range has begun, which took so long."""
        self.events += 1
        self._times[self.events % KEPT] = ns

    def _typical(self):
        return sorted(self._times)[KEPT // 2]

    def _times_more(self):
        return self._event / self._first if self._first else 1.0

    def _book(self, now, words, without_core):
        events = self.events - self._last_events
        hook = self._hook * self._times_more() * (self.calls - self._last_calls)
        spent = self._event * events + hook
        counted = now - self._last - without_core
        self._credit = min(self._credit + self.share * counted - spent, self.share * MOST_CREDIT)
        words[SPENT] += int(spent)
        words[COUNTED] = words[COUNTED] + counted & _all
        words[OBSERVED] += now - self._last
        if self.on:
            words[RECORDED] += now - self._last
            self._events_of_step = events
            if self._trial and events:
                self._event = self._first * min(max(self._typical() / self._trial, 1.0), MOST_TIMES)
        words[COST] = int(self._event * 1000)
        self._last = now
        self._last_events, self._last_calls = self.events, self.calls

    def step(self, now, words):
        """A step has ended; answers whether modules were recorded in it."""
        was_on = self._has_begun and self.on
        if not self._lock.acquire(False):
            return was_on
        try:
            words[STEPS] += 1
            if not self._has_begun:
                return False
            if was_on:
                words[STEPS_RECORDED] += 1
            self._steps += 1
            if self._last_step:
                self._step = now - self._last_step
            self._last_step = now
            self._book(now, words, self._without_core(now) if self.share < 1 else 0)
            # The first steps say what a step costs; then a step must be paid for by the time it takes.
            ahead = self._credit + self.share * self._step - self._event * self._events_of_step
            self.on = self.share >= 1 or self._steps <= 2 or ahead >= 0
            return was_on
        finally:
            self._lock.release()

    def tick(self, words):
        """For programs without steps, now and then."""
        now = time.monotonic_ns()
        since = now - self._last
        if not self._has_begun or self.share >= 1:
            return
        if not self._looked:
            self._without_core(now)  # a child begins: what it waited for a core until now is known
        if since <= SLICE:
            return
        if now - (self._last_step or self._begin) <= NO_STEP or not self._lock.acquire(False):
            return
        try:
            without_core = self._without_core(now)
            self._book(now, words, without_core)
            ahead = self._credit + self.share * (since - without_core)
            self.on = ahead >= self._event * self._events_of_step
        finally:
            self._lock.release()

    def pause(self, words):
        """The time of a pause pays for nothing."""
        if self._has_begun and self._lock.acquire(False):
            try:
                self._book(time.monotonic_ns(), words, 0)
            finally:
                self._lock.release()

    def resume(self):
        self._of = 0  # what the thread waited for a core in the pause is none of the time after it
        self._anew(time.monotonic_ns())

    def _without_core(self, now):
        """Time in which this thread could have run and had no core, since the last look: it pays for nothing."""
        if now - self._looked < DELAY:
            return 0
        self._looked = now
        try:
            file = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
            try:
                delay = int(os.read(file, 96).split()[1])  # ns on a core, ns without one, turns
            finally:
                os.close(file)
        except Exception:  # noqa: BLE001  also what the program's audit hooks raise
            return 0
        before, self._delay = self._delay, delay
        of, self._of = self._of, _thread.get_ident()
        return max(0, delay - before) if of == self._of else 0
