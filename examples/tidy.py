#!/usr/bin/env python3
"""Takes from a trace what names the machine it was made on, and nothing else.

    python3 tidy.py TRACE.json.gz...

Works on the text: every byte that is not replaced stays as the profiler wrote it. Replaced are
  - the values of "traceName" (a path) and "host_name", by "trace.json" and "host";
  - the names of this host and user anywhere else, by "host" and "user";
  - absolute paths to Python's library and packages, to the folder of the program and to the home
    folder, by nothing, so that "/somewhere/site-packages/torch/x.py" reads "torch/x.py".
The file is packed again without a name or a time. Fails if an absolute path is left.
"""

import getpass
import gzip
import os
import re
import site
import socket
import sys
import sysconfig

# A path from the root, of a Unix or of Windows; "<built-in>", "1/2" and "torch/x.py" are none.
ABSOLUTE = re.compile(rb'(?<![\w./\-])/(?:[\w.+\-]+/)+[\w.+\-]+|(?<!\w)[A-Za-z]:\\\\')


def prefixes():
    """Folders whose names tell about the machine, the longest first."""
    folders = set(sys.path) | set(site.getsitepackages()) | set(sysconfig.get_paths().values())
    folders |= {os.getcwd(), os.path.expanduser("~"), sys.prefix, sys.base_prefix}
    folders |= {os.path.dirname(os.path.abspath(sys.argv[0])), os.path.dirname(os.path.abspath(__file__))}
    folders |= {os.path.realpath(folder) for folder in folders}
    return sorted((f for f in folders if len(f) > 1), key=len, reverse=True)


def tidy_text(text):
    """The tidy text, and how often something was replaced."""
    total = 0

    def replace(pattern, by, text):
        nonlocal total
        text, count = re.subn(pattern, by, text)
        total += count
        return text

    for key, value in ((b"traceName", b"trace.json"), (b"host_name", b"host")):
        text = replace(b'("' + key + rb'": )"(?:[^"\\]|\\.)*"', rb'\1"' + value + b'"', text)
    for folder in prefixes():
        text = replace(rb"(?<![\w./\-])" + re.escape(folder.encode()) + rb"/", b"", text)
    for name, word in ((socket.gethostname(), b"host"), (getpass.getuser(), b"user")):
        if name not in ("root", "user", "host", "localhost"):
            text = replace(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)", word, text)
    left = sorted(set(ABSOLUTE.findall(text)))
    if left:
        raise SystemExit("absolute paths are left: " + ", ".join(p.decode(errors="replace") for p in left[:20]))
    return text, total


def tidy(path):
    with gzip.open(path, "rb") as packed:
        text = packed.read()
    text, replaced = tidy_text(text)
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(text)
    print(f"{path}: {os.path.getsize(path)} bytes, {replaced} places tidied")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        tidy(name)
