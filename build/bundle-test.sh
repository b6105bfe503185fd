#!/usr/bin/env bash
# Tests what build/bundle.sh packs: unpacked elsewhere, without JDK, Maven or home, as on another machine.
# Prints "ok NAME" or "not ok NAME" for each; run by ./check.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

passes() { # passes NAME STATUS
  if [ "$2" -eq 0 ]; then echo "ok packed: $1"; else
    echo "not ok packed: $1"
    sed 's/^/    /' "$work"/out "$work"/err
    bad=1
  fi
}

# A java or mvn that somebody calls tells on him.
mkdir "$work/bin"
for name in java javac mvn git; do
  printf '#!/bin/sh\necho %s >>"%s/called"\nexit 1\n' "$name" "$work" >"$work/bin/$name"
  chmod +x "$work/bin/$name"
done

plumb() {
  (cd "$work/a b/ü" && env -i PATH="$work/bin:/usr/bin:/bin" HOME=/nonexistent "$work/a b/ü/plumb/plumb" "$@") \
    >"$work/out" 2>"$work/err"
}

mkdir -p "$work/a b/ü"
bash "$here/build/bundle.sh" "$work/plumb.tar.gz" >"$work/out" 2>"$work/err"
passes "a package is made" $?
tar -C "$work/a b/ü" -xf "$work/plumb.tar.gz" && rm "$work/plumb.tar.gz"
passes "it unpacks into a folder of any name" $?

! find "$work/a b/ü/plumb" -name '*.part' -o -name '*.aot' | grep -q . &&
  ! grep -rlF "$here" "$work/a b/ü/plumb" --include='*' >"$work/out" 2>&1
passes "it says nothing of the machine that made it" $?

plumb --version && [ "$(cat "$work/out")" = "$("$here/plumb" --version)" ]
passes "it is the version that was packed" $?

plumb report "$here/examples/torch/transformer_train.cpu.trace.json.gz" && grep -q '6,012 operators' "$work/out"
passes "it reports" $?

plumb sql "$here/examples/multi-rank/cpu/rank0.trace.json.gz" 'select 6 * 7 as answer' && grep -q 42 "$work/out"
passes "SQL finds its native library" $?

plumb report --html "$work/page.html" "$here/examples/torch/resnet_train.cpu.trace.json.gz" && grep -q '<html' "$work/page.html"
passes "it writes the page" $?

cat >"$work/busy.py" <<'END'
import time
def spins():
    while time.process_time() < 0.5: pass
spins()
END
plumb record --out "$work/python.plumb" -- python3 "$work/busy.py" && grep -q "self.*total" "$work/err" && grep -q spins "$work/err"
passes "it records Python" $?

cat >"$work/Busy.java" <<'END'
public class Busy {
  static long spins(long until) {
    long n = 0;
    while (System.nanoTime() < until) n++;
    return n;
  }
  public static void main(String[] none) { spins(System.nanoTime() + 1_000_000_000); }
}
END
. "$here/build/find-jdk.sh"
plumb_find_jdk
plumb record --out "$work/java.plumb" -- "$plumb_jdk/bin/java" "$work/Busy.java" && grep -q "self.*total" "$work/err" && grep -q spins "$work/err"
passes "it records Java" $?

! plumb demo && grep -q 'plumb record' "$work/err"
passes "what it does not bring it says" $?

echo riscv64 >"$work/a b/ü/plumb/processor"
! plumb --version && grep -q 'for riscv64' "$work/err" && [ ! -s "$work/out" ]
passes "of another processor it says so" $?

[ ! -e "$work/called" ]
passes "no JDK, Maven or git is asked" $?

exit $bad
