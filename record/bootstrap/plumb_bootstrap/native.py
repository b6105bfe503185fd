"""The library that writes to the ring: found, tested and called through ctypes.

Where it cannot be loaded, rings.py writes what Python alone can see.
"""
import atexit
import os

_library = None
_failed = False
_functions = {}


def _load():
    global _library, _failed
    if _library is not None or _failed:
        return _library
    from . import messages

    try:
        import ctypes

        path = os.environ.get("PLUMB_LIBRARY")
        if not path:  # the launcher has said why
            _failed = True
            return None
        # PyDLL: the interpreter is not let go during a call; what is called reads its structures.
        try:
            library = ctypes.PyDLL(path)
        except OSError as problem:
            library = ctypes.PyDLL(_build(path, problem))
        text, number, real = ctypes.c_char_p, ctypes.c_uint32, ctypes.c_double
        for name, arguments, result in (
            ("plumb_open", (text, number), ctypes.c_int),
            ("plumb_python", (), ctypes.c_int),
            ("plumb_python_test", (ctypes.c_uint64, text, text, ctypes.c_int), ctypes.c_int),
            ("plumb_probe_begin", (), ctypes.c_int),
            ("plumb_probe_end", (), ctypes.c_int),
            ("plumb_record_operators", (), None),
            ("plumb_stop_operators", (), None),
            ("plumb_slices", (), ctypes.c_int),
            ("plumb_signals", (ctypes.c_int, number), ctypes.c_int),
            ("plumb_calls", (), None),
            ("plumb_sample_thread", (), None),
            ("plumb_name_thread", (text,), None),
            ("plumb_say", (text, text), None),
            ("plumb_text", (text,), ctypes.c_long),
            ("plumb_events", (), ctypes.c_uint64),
            ("plumb_cost", (real,), None),
            ("plumb_module_cost", (real,), None),
            ("plumb_share", (real,), None),
            ("plumb_recording", (), ctypes.c_int),
            ("plumb_pause", (), None),
            ("plumb_resume", (), None),
            ("plumb_ended", (), None),
            ("plumb_callable", (), ctypes.c_int),
        ):
            function = getattr(library, name)
            function.argtypes = arguments
            function.restype = result
        _library = library
    except (ImportError, OSError, KeyError, AttributeError) as problem:
        _failed = True
        # Interpreters beside the first may not load ctypes in 3.12; what they do is recorded by that.
        if not (isinstance(problem, ImportError) and "subinterpreters" in str(problem)):
            messages.lacks("native library", repr(problem))
    return _library


def _build(unfit, problem):
    """Builds the library for this machine where the one that Plumb chose cannot be loaded."""
    import subprocess

    builder = os.environ.get("PLUMB_NATIVE_BUILDER")
    if not builder:
        raise problem
    command = ["sh", builder, os.environ["PLUMB_SESSION"]]
    try:
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    except subprocess.SubprocessError as late:
        raise OSError("%s, and none could be built: %s" % (problem, late))
    built = os.fsdecode(ran.stdout).strip()
    if ran.returncode or not built:
        why = ran.stderr.decode("utf-8", "replace").strip()
        raise OSError("%s, and none could be built: %s" % (problem, why))
    for name in ("PLUMB_LIBRARY", "CUDA_INJECTION64_PATH", "ROCP_TOOL_LIBRARIES"):
        if os.environ.get(name) == unfit:
            os.environ[name] = built
    _remarks.append("built here (%s): %s" % (problem, built))
    return built


_remarks = []
_opened = False


def open_ring():
    """Makes this process's ring, once; false if there can be none."""
    global _opened, _failed
    if _opened:
        return True
    from . import messages

    if messages.is_abandoned():
        return False
    library = _load()
    if library is None:
        return False
    folder = os.path.join(os.environ["PLUMB_SESSION"], "rings")
    error = library.plumb_open(os.fsencode(folder), int(os.environ.get("PLUMB_READER", "0")))
    if error or library.plumb_callable():
        _failed = True
        messages.lacks("ring", "cannot be made: %s" % os.strerror(-error))
        return False
    _opened = True
    library.plumb_share(float(os.environ.get("PLUMB_BUDGET", "0.05")))
    for each in _remarks:
        library.plumb_say(b"library", each.encode())
    if _test_python(library):
        atexit.register(library.plumb_ended)
        _observe_multiprocessing(library)
    _methods()
    return True


def _observe_multiprocessing(library):
    """Its children leave by os._exit, so nothing that atexit knows runs in them."""
    from . import imports

    def observe(util):
        def in_child(_):
            util.Finalize(None, library.plumb_ended, exitpriority=-100)

        util.register_after_fork(library, in_child)

    imports.when("multiprocessing.util", observe)


def _test_python(library):
    """Whether this is the process's first interpreter; the end of another is not the end of the process."""
    from . import messages

    code = _test_python.__code__
    if library.plumb_python():
        messages.lacks("Python stacks of operators", "this Python is not known")
        return True
    error = library.plumb_python_test(
        id(code),
        code.co_filename.encode(),
        getattr(code, "co_qualname", code.co_name).encode(),
        code.co_firstlineno,
    )
    if error < 0:
        messages.lacks("Python stacks of operators", "the self-test of offsets failed: %d" % error)
    return error <= 0


def _methods():
    """Functions of the library as functions of Python: a tenth of the cost of ctypes."""
    import ctypes

    class Method(ctypes.Structure):
        _fields_ = [
            ("name", ctypes.c_char_p),
            ("function", ctypes.c_void_p),
            ("flags", ctypes.c_int),
            ("doc", ctypes.c_char_p),
        ]

    make = ctypes.pythonapi.PyCFunction_NewEx
    make.restype = ctypes.py_object
    make.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    table = (Method * 5).in_dll(_library, "plumb_methods")
    for method in table:
        _functions[method.name.decode()] = make(ctypes.addressof(method), None, None)


def function(name):
    """A function of the library to call often; the ring must be open."""
    return _functions[name]


def library():
    return _library


def number(text):
    """The number of a name; -1 if there is no room."""
    return _library.plumb_text(text.encode("utf-8", "replace")[:1000])


def say(key, text):
    if not _opened:
        return False
    _library.plumb_say(key.encode(), text.encode("utf-8", "replace")[:8000])
    return True


def sample(hz):
    """Samples by signals in this process. Where that cannot be, Plumb takes them from outside."""
    error = _library.plumb_signals(hz, 32 * 1024)
    if error > 0:
        say("no signals", "the program itself uses SIGURG")
    elif error < 0:
        say("no signals", "timers: %s" % os.strerror(-error))
    else:
        from . import imports

        say("signals", str(hz))
        _observe_libraries()
        imports.when("threading", _begin_with_thread)


def _observe_libraries():
    """What libraries call to begin threads and to take signals passes by us, from when they are loaded on."""
    import ctypes
    from importlib.machinery import ExtensionFileLoader

    run, load = ExtensionFileLoader.exec_module, ctypes._dlopen

    def exec_module(self, module):
        _library.plumb_calls()
        run(self, module)
        _library.plumb_calls()

    def dlopen(*arguments):
        handle = load(*arguments)
        _library.plumb_calls()
        return handle

    _library.plumb_calls()
    ExtensionFileLoader.exec_module = exec_module
    ctypes._dlopen = dlopen


def _begin_with_thread(threading):
    """Threads of Python sample themselves from their first call on, and not only when Plumb sees them."""
    set_native_id = getattr(threading.Thread, "_set_native_id", None)
    if set_native_id is not None:

        def begin(self):
            set_native_id(self)
            _library.plumb_sample_thread()
            # Before 3.14 the system knows it by the program's name; there are 60 bytes for it.
            name = str(getattr(self, "_name", "")).encode("utf-8", "replace")[:60]
            _library.plumb_name_thread(name.decode("utf-8", "ignore").encode())

        threading.Thread._set_native_id = begin
