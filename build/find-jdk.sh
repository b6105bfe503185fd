# Finds a JDK that can build and run Plumb. Sourced by ./plumb and ./check.
#
# plumb_find_jdk sets plumb_jdk (its home), plumb_jdk_version (for example 25) and plumb_jdk_release
# (the exact build), or explains on stderr what was looked at and returns 1. Nothing is executed: a
# JDK's version stands in its file `release`, and reading that costs well under a millisecond.
# Names begin with plumb_ because ./plumb sources this; it tells why.

plumb_jdk_wanted=25

# Where JDKs lie on Linux and macOS; patterns that match nothing stay and are no JDK.
plumb_jdk_places=(
  /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-*
  "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/*
  "${HOME:-}"/.local/share/mise/installs/java/*
  /Library/Java/JavaVirtualMachines/*/Contents/Home
  "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
)

# plumb_read_jdk HOME: sets plumb_jdk_version and plumb_jdk_release of the JDK there; fails where
# there is none.
plumb_read_jdk() {
  local line
  plumb_jdk_version=
  plumb_jdk_release=
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*) plumb_jdk_version=${line#*=} ;;
      JAVA_RUNTIME_VERSION=* | IMPLEMENTOR_VERSION=*) plumb_jdk_release=$plumb_jdk_release${line#*=} ;;
    esac
  done <"$1/release"
  plumb_jdk_version=${plumb_jdk_version//\"/}
  plumb_jdk_version=${plumb_jdk_version%%[!0-9]*}
  [ -n "$plumb_jdk_version" ]
}

# plumb_usable_jdk HOME: true for a JDK that is new enough; remembers the others for the explanation.
plumb_usable_jdk() {
  plumb_read_jdk "$1" || return 1
  [ "$plumb_jdk_version" -ge "$plumb_jdk_wanted" ] && return 0
  plumb_jdk_too_old="$plumb_jdk_too_old  JDK $plumb_jdk_version is too old: $1"$'\n'
  return 1
}

plumb_jdk_on_path() {
  local java
  java=$(type -P java) || return 1
  java=$(readlink -f "$java" 2>/dev/null) || return 1
  java=${java%/bin/java}
  echo "${java%/jre}"
}

plumb_find_jdk() {
  local candidate best= best_version=
  plumb_jdk_too_old=
  if [ -n "${PLUMB_JAVA_HOME:-}" ]; then
    plumb_jdk=$PLUMB_JAVA_HOME
    plumb_usable_jdk "$plumb_jdk" && return 0
    echo "plumb: PLUMB_JAVA_HOME=$PLUMB_JAVA_HOME is not a JDK $plumb_jdk_wanted or newer." >&2
    return 1
  fi
  if [ -n "${JAVA_HOME:-}" ] && plumb_usable_jdk "$JAVA_HOME"; then
    plumb_jdk=$JAVA_HOME
    return 0
  fi
  if plumb_jdk=$(plumb_jdk_on_path) && plumb_usable_jdk "$plumb_jdk"; then
    return 0
  fi
  for candidate in "${plumb_jdk_places[@]}"; do
    # Several may do; the oldest that does is the one nearest to what Plumb is tested with.
    if plumb_usable_jdk "$candidate" && [ "$plumb_jdk_version" -lt "${best_version:-9999}" ]; then
      best=$candidate
      best_version=$plumb_jdk_version
    fi
  done
  if [ -n "$best" ]; then
    plumb_jdk=$best
    plumb_read_jdk "$plumb_jdk"
    return 0
  fi
  {
    echo "plumb: needs a JDK, version $plumb_jdk_wanted or newer, and found none."
    printf '%s' "$plumb_jdk_too_old"
    echo "  Looked at: PLUMB_JAVA_HOME, JAVA_HOME, java on the PATH, /usr/lib/jvm, SDKMAN, Homebrew."
    echo "  Install one (for example the package openjdk-$plumb_jdk_wanted-jdk or temurin-$plumb_jdk_wanted-jdk),"
    echo "  or say where it is: export PLUMB_JAVA_HOME=/path/to/jdk-$plumb_jdk_wanted"
  } >&2
  return 1
}
