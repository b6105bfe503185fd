#!/usr/bin/env bash
# Makes sure that there is a Chromium for the tests of the HTML page. Quick where there is one.
# Where none can be had it says so loudly and succeeds: those tests are then skipped.
# PLUMB_CHROMIUM names a browser that is not on the PATH.
set -uo pipefail

NAMES=(chromium chromium-browser google-chrome google-chrome-stable)

have_browser() {
  local name
  if [ -n "${PLUMB_CHROMIUM:-}" ]; then
    [ -x "$PLUMB_CHROMIUM" ]
    return
  fi
  for name in "${NAMES[@]}"; do
    type -P "$name" >/dev/null && return 0
  done
  return 1
}

# Debian and its kin, as root: in containers and on machines of continuous integration. A person's
# own machine is left alone.
may_install() {
  [ "$(id -u)" -eq 0 ] && type -P apt-get >/dev/null
}

install_browser() {
  echo "install-browser: installing Debian's chromium for the tests of the HTML page" >&2
  export DEBIAN_FRONTEND=noninteractive
  local packages=(chromium fonts-dejavu-core)
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } \
      >/dev/null 2>&1
}

have_browser && exit 0
may_install && install_browser && have_browser && exit 0
cat >&2 <<'END'
###############################################################################
# No Chromium, and none could be installed:
# tests of the HTML page in a browser are SKIPPED.
# Install one (Debian: apt-get install chromium) or name it: PLUMB_CHROMIUM=/path/to/chrome
###############################################################################
END
exit 0
