#!/usr/bin/env bash
# Packs Plumb for machines of this platform that have no JDK, no Maven and no network, such as GPU nodes
# and containers: build/bundle.sh [FILE.tar.gz | FILE.tar.xz], by default target/plumb-linux-x86_64.tar.gz or alike.
#
# In the archive, below a folder plumb/:
#   plumb        the launcher, as in the sources
#   runtime/     the part of this JDK that Plumb needs
#   lib/         our jars and those that they need, without the libraries of other platforms
#   class.path   their order; @ stands for the folder
#   processor    what it is for, as Bash calls it
#   java.args    flags of the JVM
# No AOT cache: that of JDK 25 ends the JVM where it does not lie where it was trained.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
platform=$(uname -sm | tr 'A-Z ' 'a-z-')
out=${1:-$root/target/plumb-$platform.tar.gz}
# What Plumb uses: by jdeps, and jars as file systems.
modules=java.base,java.instrument,java.sql,jdk.attach,jdk.httpserver,jdk.jfr,jdk.management,jdk.zipfs

say() { echo "bundle: $*" >&2; }

case $out in
  -*) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
  *.tar.gz | *.tgz | *.tar.xz | *.tar.zst) ;;
  *) say "'$out': name a file that ends in .tar.gz or .tar.xz" && exit 2 ;;
esac

version=$("$root/plumb" --version) # builds where that is due
build=$root/target/plumb/$(<"$root/target/plumb/current")
. "$root/build/find-jdk.sh"
plumb_find_jdk

mkdir -p "$(dirname "$out")"
work=$(mktemp -d "$(dirname "$out")/bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
home=$work/plumb
mkdir "$home"

if ! [ -x "$plumb_jdk/bin/jlink" ] ||
  ! "$plumb_jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files \
    --compress zip-0 --generate-cds-archive --output "$home/runtime" >"$work/log" 2>&1; then
  say "no runtime comes of $plumb_jdk (jlink):"
  cat "$work/log" >&2 2>/dev/null || say "it has no bin/jlink"
  say "another JDK may do: export PLUMB_JAVA_HOME=/path/to/jdk-25"
  exit 4
fi

cp -R "$build/lib" "$home/lib"
"$plumb_jdk/bin/java" "$root/build/ThinJar.java" "$home"/lib/*.jar
cp "$root/plumb" "$root/LICENSE" "$home/"
cp "$root/build/jvm.options" "$home/java.args"
printf '"-Dplumb.commit=%s"\n' "$(git -C "$root" describe --always --dirty --abbrev=12 2>/dev/null || true)" >>"$home/java.args"
path=
for jar in "$home"/lib/plumb-*.jar "$home"/lib/*.jar; do
  name=@/lib/${jar##*/}
  case ":$path:" in *":$name:"*) ;; *) path=${path:+$path:}$name ;; esac
done
echo "$path" >"$home/class.path"
echo "$HOSTTYPE" >"$home/processor"

tar -C "$work" --auto-compress -cf "$work/${out##*/}" plumb # by the name's end
mv -f "$work/${out##*/}" "$out"
say "$version, $(du -h "$out" | cut -f1) in $out"
say "elsewhere: tar xf ${out##*/} && plumb/plumb --help"
