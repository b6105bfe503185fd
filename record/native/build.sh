#!/usr/bin/env bash
# Builds libplumb.so, the same bytes from the same sources with the same compiler.
#   record/native/build.sh OUT [COMPILER]     COMPILER: gcc, aarch64-linux-gnu-gcc
# The committed ones: record/native/build.sh --prebuilt
# Only the check of CUPTI's records: record/native/build.sh --check
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
prebuilt=$here/prebuilt

# What is used of CUPTI is declared in cupti_api.h; NVIDIA's headers, where they are, must agree.
check_cupti() {
  local cuda
  for cuda in "${CUDA_HOME:-}" /usr/local/cuda; do
    [ -n "$cuda" ] && [ -f "$cuda/include/cupti.h" ] || continue
    gcc -std=gnu11 -fsyntax-only -I"$cuda/include" "$here/check-cupti.c"
    echo "build.sh: cupti_api.h agrees with $cuda/include/cupti.h" >&2
    return
  done
  echo "build.sh: no cupti.h in CUDA_HOME or /usr/local/cuda, so cupti_api.h is not compared with it" >&2
}

build() {
  local out=$1 compiler=$2 machine=()
  # Atomics would else be calls of libgcc, which is not there.
  case $("$compiler" -dumpmachine) in aarch64-*) machine=(-mno-outline-atomics) ;; esac
  # Neither paths nor times nor a build id get into the file. Symbols of libc are left without a
  # version, so that it loads with any.
  (cd "$here" && "$compiler" -std=gnu11 -O2 -g0 -fPIC -shared -fvisibility=hidden -fno-plt \
    -Wall -Wextra -Werror -ffile-prefix-map="$here"=. -frandom-seed=plumb ${machine[@]+"${machine[@]}"} \
    -nostdlib -Wl,--build-id=none -Wl,--hash-style=gnu -Wl,-z,relro -Wl,-z,noexecstack \
    -Wl,--unresolved-symbols=ignore-all -Wl,-soname,libplumb.so -s \
    -o "$out" ring.c names.c python.c operators.c cost.c budget.c signals.c bridge.c \
    cupti.c cupti_pc.c)
}

if [ "${1:-}" = --check ]; then
  check_cupti
elif [ "${1:-}" = --prebuilt ]; then
  check_cupti
  mkdir -p "$prebuilt/linux-x86_64" "$prebuilt/linux-aarch64"
  build "$prebuilt/linux-x86_64/libplumb.so" gcc
  gcc --version | head -n 1 >"$prebuilt/linux-x86_64/compiler.txt"
  build "$prebuilt/linux-aarch64/libplumb.so" aarch64-linux-gnu-gcc
  aarch64-linux-gnu-gcc --version | head -n 1 >"$prebuilt/linux-aarch64/compiler.txt"
else
  build "$(realpath -m "$1")" "${2:-gcc}"
fi
