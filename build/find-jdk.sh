# Finds a JDK that can build and run Plumb. Sourced by ./plumb and ./check.
#
# find_jdk sets JDK (its home), JDK_VERSION (for example 25) and JDK_RELEASE (the exact build), or
# explains on stderr what was looked at and returns 1. Nothing is executed: a JDK's version stands
# in its file `release`, and reading that costs well under a millisecond.

JDK_WANTED=25

# Where JDKs lie on Linux and macOS; patterns that match nothing stay and are no JDK.
JDK_PLACES=(
  /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-*
  "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/*
  "${HOME:-}"/.local/share/mise/installs/java/*
  /Library/Java/JavaVirtualMachines/*/Contents/Home
  "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
)

# read_jdk HOME: sets JDK_VERSION and JDK_RELEASE of the JDK there; fails where there is none.
read_jdk() {
  local line
  JDK_VERSION=
  JDK_RELEASE=
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*) JDK_VERSION=${line#*=} ;;
      JAVA_RUNTIME_VERSION=* | IMPLEMENTOR_VERSION=*) JDK_RELEASE=$JDK_RELEASE${line#*=} ;;
    esac
  done <"$1/release"
  JDK_VERSION=${JDK_VERSION//\"/}
  JDK_VERSION=${JDK_VERSION%%[!0-9]*}
  [ -n "$JDK_VERSION" ]
}

# usable_jdk HOME: true for a JDK that is new enough; remembers the others for the explanation.
usable_jdk() {
  read_jdk "$1" || return 1
  [ "$JDK_VERSION" -ge "$JDK_WANTED" ] && return 0
  jdk_too_old="$jdk_too_old  JDK $JDK_VERSION is too old: $1"$'\n'
  return 1
}

jdk_on_path() {
  local java
  java=$(type -P java) || return 1
  java=$(readlink -f "$java" 2>/dev/null) || return 1
  java=${java%/bin/java}
  echo "${java%/jre}"
}

find_jdk() {
  local candidate best= best_version=
  jdk_too_old=
  if [ -n "${PLUMB_JAVA_HOME:-}" ]; then
    JDK=$PLUMB_JAVA_HOME
    usable_jdk "$JDK" && return 0
    echo "plumb: PLUMB_JAVA_HOME=$PLUMB_JAVA_HOME is not a JDK $JDK_WANTED or newer." >&2
    return 1
  fi
  if [ -n "${JAVA_HOME:-}" ] && usable_jdk "$JAVA_HOME"; then
    JDK=$JAVA_HOME
    return 0
  fi
  if JDK=$(jdk_on_path) && usable_jdk "$JDK"; then
    return 0
  fi
  for candidate in "${JDK_PLACES[@]}"; do
    # Several may do; the oldest that does is the one nearest to what Plumb is tested with.
    if usable_jdk "$candidate" && [ "$JDK_VERSION" -lt "${best_version:-9999}" ]; then
      best=$candidate
      best_version=$JDK_VERSION
    fi
  done
  if [ -n "$best" ]; then
    JDK=$best
    read_jdk "$JDK"
    return 0
  fi
  {
    echo "plumb: needs a JDK, version $JDK_WANTED or newer, and found none."
    printf '%s' "$jdk_too_old"
    echo "  Looked at: PLUMB_JAVA_HOME, JAVA_HOME, java on the PATH, /usr/lib/jvm, SDKMAN, Homebrew."
    echo "  Install one (for example the package openjdk-$JDK_WANTED-jdk or temurin-$JDK_WANTED-jdk),"
    echo "  or say where it is: export PLUMB_JAVA_HOME=/path/to/jdk-$JDK_WANTED"
  } >&2
  return 1
}
