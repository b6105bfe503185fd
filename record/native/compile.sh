#!/bin/sh
# Compiles libplumb.so, the same bytes from the same sources with the same compiler. For any shell, as
# it also runs on machines that only record.
#   compile.sh OUT COMPILER [FLAG...]
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
out=$1
compiler=$2
shift 2

case $("$compiler" -dumpmachine) in
  # Atomics would else be calls of libgcc, which is not there.
  aarch64-*) set -- "$@" -mno-outline-atomics ;;
esac
case $("$compiler" -dumpmachine) in
  # musl loads no library whose variables of threads have fixed places while a program runs.
  *musl*) set -- "$@" -DPLUMB_MOVABLE_THREAD_VARIABLES ;;
esac

# Neither paths nor times nor a build id get into the file. Symbols of libc are left without a version,
# so that it loads with any.
cd "$here"
exec "$compiler" -std=gnu11 -O2 -g0 -fPIC -shared -fvisibility=hidden -fno-plt \
  "$@" -ffile-prefix-map="$here"=. -frandom-seed=plumb \
  -nostdlib -Wl,--build-id=none -Wl,--hash-style=gnu -Wl,-z,relro -Wl,-z,noexecstack \
  -Wl,--unresolved-symbols=ignore-all -Wl,-soname,libplumb.so -s \
  -o "$out" ring.c names.c codes.c python.c operators.c cost.c budget.c pause.c signals.c stack.c calls.c jvm.c bridge.c \
  gpu.c cupti.c cupti_pc.c rocprofiler.c rocprofiler_pc.c
