#!/usr/bin/env bash
# Makes sure that plumb demo's program is built and PyTorch for the JVM (120 MB) lies in Maven's own
# repository, so that the demo is tested. Quick where all is there, also without a network.
# Where it cannot be fetched this says so loudly and succeeds: that test is then skipped.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
example=$root/examples/djl-train
log=$example/target/fetch.log

# Of the demo's libraries there are some for Linux on x86-64 only. They are unpacked by its first run.
[ "$(uname -sm)" = "Linux x86_64" ] || exit 0

if [ -z "${JAVA_HOME:-}" ]; then
  . "$root/build/find-jdk.sh"
  find_jdk || exit 0
  export JAVA_HOME=$JDK
fi

build() {
  mvn -q -B "$@" -f "$example/pom.xml" compile >"$log" 2>&1 </dev/null
}

fetch() {
  echo "fetch-demo: fetching PyTorch for the JVM, 120 MB (once), for the test of plumb demo" >&2
  build
}

mkdir -p "$example/target"
build -o && exit 0
fetch && exit 0
rm -f "$example/target/demo.classpath"
cat >&2 <<END
###############################################################################
# PyTorch for the JVM could not be fetched from Maven Central:
# the real run of plumb demo is SKIPPED. What Maven said:
#   $(grep -m1 ERROR "$log" | cut -c1-150)
# (log: examples/djl-train/target/fetch.log)
###############################################################################
END
exit 0
