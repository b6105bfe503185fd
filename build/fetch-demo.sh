#!/usr/bin/env bash
# Makes sure that the programs of the JVM that are recorded in tests are built, and that what they need
# lies in Maven's own repository: PyTorch for the JVM (120 MB, plumb demo) and ONNX Runtime (54 MB).
# Quick where all is there, also without a network. Where one cannot be fetched this says so loudly and
# succeeds: its test is then skipped.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Of the demo's libraries there are some for Linux on x86-64 only. They are unpacked by its first run.
[ "$(uname -sm)" = "Linux x86_64" ] || exit 0

if [ -z "${JAVA_HOME:-}" ]; then
  . "$root/build/find-jdk.sh"
  plumb_find_jdk || exit 0
  export JAVA_HOME=$plumb_jdk
fi

build() {
  mvn -q -B "$@" -f "$example/pom.xml" compile >"$log" 2>&1 </dev/null
}

# Folder of the example, what is fetched for it, where its class path stands, what is tested with it.
fetch() {
  local example=$root/examples/$1 log=$root/examples/$1/target/fetch.log
  mkdir -p "$example/target"
  build -o && return
  echo "fetch-demo: fetching $2 (once), for the test of $4" >&2
  build && return
  rm -f "$example/target/$3"
  cat >&2 <<END
###############################################################################
# $2 could not be fetched from Maven Central:
# the real run of $4 is SKIPPED. What Maven said:
#   $(grep -m1 ERROR "$log" | cut -c1-150)
# (log: examples/$1/target/fetch.log)
###############################################################################
END
}

fetch djl-train "PyTorch for the JVM, 120 MB" demo.classpath "plumb demo"
fetch onnxruntime "ONNX Runtime, 54 MB" run.classpath "recording ONNX Runtime"
exit 0
