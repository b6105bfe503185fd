#!/bin/sh
# Builds libplumb.so for this machine, once, in the user's cache, and prints where it is. Plumb runs this
# where the library that comes with it does not fit.
#   cached.sh FOLDER     FOLDER: where it is built if there is no cache that is the user's alone
# PLUMB_CC names the compiler; otherwise it is gcc, cc or clang. The exit status is 3 if there is none.
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd -P)
otherwise=$1

compiler=
for each in ${PLUMB_CC:-gcc cc clang}; do
  if command -v "$each" >/dev/null 2>&1; then
    compiler=$each
    break
  fi
done
if [ -z "$compiler" ]; then
  echo "no C compiler (${PLUMB_CC:-gcc, cc, clang}) on the PATH" >&2
  exit 3
fi

sum() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256
  else
    cksum
  fi | tr -cd 'A-Za-z0-9' | cut -c 1-32
}

key=$({
  cat "$here"/*.c "$here"/*.h "$here/compile.sh"
  command -v "$compiler"
  "$compiler" -dumpmachine
  "$compiler" --version
  uname -m
} | sum)

# What others may write to could become another's library.
is_ours() {
  [ -d "$1" ] && [ -O "$1" ] && [ -w "$1" ] && [ -z "$(find "$1" -prune \( -perm -020 -o -perm -002 \))" ]
}

folder=${XDG_CACHE_HOME:-${HOME:-}/.cache}/plumb
case $folder in
  /.cache/plumb) folder=$otherwise ;;
  /*) mkdir -p "$folder" 2>/dev/null && is_ours "$folder" || folder=$otherwise ;;
  *) folder=$otherwise ;;
esac

library=$folder/libplumb-$key.so
if [ ! -O "$library" ] || [ ! -s "$library" ]; then
  part=$(mktemp "$folder/building-XXXXXX")
  trap 'rm -f "$part" "$part.log"' EXIT
  if ! sh "$here/compile.sh" "$part" "$compiler" -w >"$part.log" 2>&1; then
    echo "$compiler does not build it: $(grep -m 1 -i error "$part.log" || tail -n 1 "$part.log")" >&2
    exit 4
  fi
  mv -f "$part" "$library" # at once: others may be looking for it
fi
echo "$library"
