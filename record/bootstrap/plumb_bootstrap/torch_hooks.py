"""Hooks in PyTorch: operators, modules, steps, windows of its own profiler."""
import functools
import os
import sys
import time
import weakref

from . import messages, native, ranges, rings


def install(torch):
    messages.tell("framework", "torch " + str(torch.__version__))
    native_works = native.open_ring()
    if not native_works and not rings.open_ring():
        return
    if os.environ.get("PLUMB_OPERATORS", "1") == "1":
        bare, observed = _modules(torch, native_works)
        if native_works:
            _operators(torch, bare, observed)
        else:
            _modules_alone(torch, bare, observed)
    _steps(torch)
    if os.environ.get("PLUMB_WINDOWS", "auto") != "never":
        from . import torch_windows

        torch_windows.install(torch)


def _operators(torch, bare_module, observed_module):
    library = native.library()
    # Nothing of this must show up in the recording or in the program's random numbers.
    native.say("ignore", "1")
    found = library.plumb_probe_begin()
    if found == 0:
        with torch.enable_grad():
            torch.ones(1, requires_grad=True).exp().exp()
        with torch.autograd.profiler.record_function("plumb::probe"):
            pass
        found = library.plumb_probe_end()
    if found < 0:
        native.say("ignore", "0")
        messages.lacks("operators", "this libtorch does not pass the self-test: %d" % found)
        return
    if not found & 2 or not found & 4:
        messages.lacks("links of backward to forward operators", "unknown layout of libtorch")
    elif not found & 8:
        messages.lacks("links of backward operators on threads of their own", "unknown layout of libtorch")
    library.plumb_cost(_cost(torch, library))
    library.plumb_stop_operators()
    library.plumb_module_cost(_module_cost(torch, bare_module, observed_module))
    native.say("ignore", "0")
    native.say("operators", "1")
    library.plumb_record_operators()
    if float(os.environ.get("PLUMB_BUDGET", "0.05")) < 1:
        library.plumb_slices()


def _modules_alone(torch, bare, observed):
    """Says what recording a call of a module costs where Python alone does it."""
    rings.say("ignore", "1")
    rings.switch_modules(False)
    hook = _module_cost(torch, bare, observed)
    rings.switch_modules(True)
    recorded = _module_cost(torch, bare, observed)
    rings.say("ignore", "0")
    rings.begin_budget(recorded - hook, hook)


def _cost(torch, library):
    """Nanoseconds that observing one operator costs here: interleaved minimums."""
    x = torch.ones(1)
    clock = time.perf_counter_ns

    def run():
        begin = clock()
        for _ in range(200):
            x.neg()
        return clock() - begin

    run()
    bare, observed, events = [], [], 1
    for _ in range(5):
        library.plumb_stop_operators()
        bare.append(run())
        before = library.plumb_events()
        library.plumb_record_operators()
        observed.append(run())
        events = max(1, library.plumb_events() - before)
    return max(0, min(observed) - min(bare)) / events


def _module_cost(torch, bare, observed):
    """Nanoseconds that the hook of a module costs: in steps whose operators are not recorded, or, without the library,
    with what records the call."""

    class Nothing(torch.nn.Module):
        def forward(self):
            return None

    module = Nothing()
    clock = time.perf_counter_ns

    def run(call):
        begin = clock()
        for _ in range(100):
            call(module)
        return clock() - begin

    run(observed)
    turns = [(run(bare), run(observed)) for _ in range(7)]
    return (min(turn[1] for turn in turns) - min(turn[0] for turn in turns)) / 100


_numbers = {}
_known = {}


def _modules(torch, native_works):
    """Calls of modules, by their names in the tree of modules; answers what calls them without and with that."""
    enter = native.function("enter_module") if native_works else rings.enter_module
    leave = native.function("leave") if native_works else rings.leave
    observes = native.function("observes_module") if native_works else rings.observes_module
    original = torch.nn.Module.__call__
    compiling = getattr(getattr(torch, "compiler", None), "is_compiling", None)

    @functools.wraps(original)
    def call(self, *args, **kwargs):
        # What torch.compile traces must hold nothing of ours.
        if (compiling is not None and compiling()) or not observes():
            return original(self, *args, **kwargs)
        number = _numbers.get(id(self))
        if number is None:
            number = _name(self)
        enter(number)
        try:
            return original(self, *args, **kwargs)
        finally:
            leave(number)

    torch.nn.Module.__call__ = call

    pauses = 0

    def pause(begins):
        # Also without a word it would cost something. A hook that another has wrapped stays where it is. So does it
        # after many pauses: since 3.13 Python remembers nothing any more of classes that were changed too often.
        nonlocal pauses
        ours, wanted = (call, original) if begins else (original, call)
        pauses += begins
        if torch.nn.Module.__call__ is ours and not (begins and pauses > 200):
            torch.nn.Module.__call__ = wanted

    ranges.at_each_pause(pause)
    messages.tell("modules", "1")
    return original, call


def _name(module):
    """Names a module and all in it, when the outermost of them is first called."""
    for path, part in _parts(module):
        if id(part) not in _numbers:
            kind = type(part).__name__
            number = ranges.number_of("%s (%s)" % (path, kind) if path else kind)
            known = weakref.ref(part, functools.partial(_forget, id(part)))
            _numbers[id(part)], _known[id(part)] = number, known
    return _numbers[id(module)]


def _parts(module):
    """The module and those in it, by their paths; alone where the program has its own way to name them."""
    parts = [("", module)]
    try:
        parts.extend((str(path), part) for path, part in module.named_modules())
    except Exception as problem:  # noqa: BLE001  it is the program's to define, and a thread may change them just now
        messages.lacks("paths of modules", repr(problem))
    return parts


def _forget(key, _):
    """The number of an object that is gone becomes another's."""
    _numbers.pop(key, None)
    _known.pop(key, None)


_stepping = None
_in_step = set()


def _steps(torch):
    optimizer = torch.optim.Optimizer
    init = optimizer.__init__

    @functools.wraps(init)
    def observed_init(self, *args, **kwargs):
        init(self, *args, **kwargs)
        try:
            _observe_step(type(self))
        except Exception:  # noqa: BLE001
            pass  # a class that lets nobody change it has no steps for us

    optimizer.__init__ = observed_init

    from torch.utils.data import dataloader

    following = dataloader._BaseDataLoaderIter.__next__

    @functools.wraps(following)
    def observed_next(self):
        ranges.step(ranges.BY_LOADER)
        return following(self)

    dataloader._BaseDataLoaderIter.__next__ = observed_next


    ranges.at_each_step(_tell_rank)


def _tell_rank():
    """Which rank this is, where no variable of the environment says so."""
    ranges.forget(_tell_rank)
    distributed = sys.modules.get("torch.distributed")
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        messages.tell("rank", str(distributed.get_rank()))


def _observe_step(kind):
    step = kind.step
    if getattr(step, "_plumb_observed", False):
        return

    @functools.wraps(step)
    def observed(self, *args, **kwargs):
        if id(self) in _in_step:  # called by that of a class made of this one
            return step(self, *args, **kwargs)
        _in_step.add(id(self))
        try:
            result = step(self, *args, **kwargs)
        finally:
            _in_step.discard(id(self))
        global _stepping
        # Where several optimizers take turns, the first one's steps are the program's.
        first = _stepping() if _stepping is not None else None
        if first is None:
            _stepping = weakref.ref(self)
            first = self
        if first is self:
            ranges.step(ranges.BY_OPTIMIZER)
        return result

    observed._plumb_observed = True
    kind.step = observed
