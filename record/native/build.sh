#!/usr/bin/env bash
# Builds libplumb.so by compile.sh.
#   record/native/build.sh OUT [COMPILER]     COMPILER: gcc, aarch64-linux-gnu-gcc
# The committed ones: record/native/build.sh --prebuilt
# Only the check of the vendors' records: record/native/build.sh --check
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
prebuilt=$here/prebuilt

# What is used of CUPTI and of rocprofiler-sdk is declared in headers of our own; the vendors' headers,
# where they are, must agree.
check() {
  local ours=$1 header=$2 variable=$3 otherwise=$4 folder records
  for folder in "${!variable:-}" "$otherwise"; do
    [ -n "$folder" ] && [ -f "$folder/include/$header" ] || continue
    records=$(grep -rhoE '^} CUpti_Activity[A-Za-z]+[0-9]+;' "$folder/include" --include 'cupti_activity*.h' || true)
    # shellcheck disable=SC2046 # one option for each
    gcc -std=gnu11 -fsyntax-only -D__HIP_PLATFORM_AMD__ -I"$folder/include" \
      $(printf '%s\n' "$records" | sed -n 's/^} \(.*\);/-DHAS_\1/p') "$here/check-$ours.c"
    echo "build.sh: ${ours}_api.h agrees with $folder/include/$header" >&2
    return
  done
  echo "build.sh: no $header in $variable or $otherwise, so ${ours}_api.h is not compared with it" >&2
}

check_all() {
  check cupti cupti.h CUDA_HOME /usr/local/cuda
  check rocprofiler rocprofiler-sdk/rocprofiler.h ROCM_PATH /opt/rocm
}

build() {
  "$here/compile.sh" "$1" "$2" -Wall -Wextra -Werror
}

if [ "${1:-}" = --check ]; then
  check_all
elif [ "${1:-}" = --prebuilt ]; then
  check_all
  mkdir -p "$prebuilt/linux-x86_64" "$prebuilt/linux-aarch64"
  build "$prebuilt/linux-x86_64/libplumb.so" gcc
  gcc --version | head -n 1 >"$prebuilt/linux-x86_64/compiler.txt"
  build "$prebuilt/linux-aarch64/libplumb.so" aarch64-linux-gnu-gcc
  aarch64-linux-gnu-gcc --version | head -n 1 >"$prebuilt/linux-aarch64/compiler.txt"
else
  build "$(realpath -m "$1")" "${2:-gcc}"
fi
