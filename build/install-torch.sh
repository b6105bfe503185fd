#!/usr/bin/env bash
# Makes sure that there is a Python with PyTorch for the tests of recording. Quick where there is one.
# Where none can be had it says so loudly and succeeds: those tests are then skipped.
# PLUMB_TORCH_PYTHON names a Python that is not the system's.
set -uo pipefail

have_torch() {
  "${PLUMB_TORCH_PYTHON:-/usr/bin/python3}" -c 'import torch' >/dev/null 2>&1
}

# Debian and its kin, as root: in containers and on machines of continuous integration. A person's
# own machine is left alone.
may_install() {
  [ -z "${PLUMB_TORCH_PYTHON:-}" ] && [ "$(id -u)" -eq 0 ] && type -P apt-get >/dev/null
}

install_torch() {
  echo "install-torch: installing Debian's python3-torch for the tests of recording" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -qq --no-install-recommends python3-torch >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-torch; } >/dev/null 2>&1
}

have_torch && exit 0
may_install && install_torch && have_torch && exit 0
cat >&2 <<'END'
###############################################################################
# No Python with PyTorch, and none could be installed:
# tests that record PyTorch programs are SKIPPED.
# Install it (Debian: apt-get install python3-torch) or name one: PLUMB_TORCH_PYTHON=/path/to/python3
###############################################################################
END
exit 0
