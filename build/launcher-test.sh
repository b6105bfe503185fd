#!/usr/bin/env bash
# Tests ./plumb and what it sources, with a stand-in JDK and a stand-in Maven, in a copy.
# Prints "ok NAME" or "not ok NAME" for each; run by ./check.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# passes NAME STATUS: reports one test by the status of what was just asked.
passes() {
  if [ "$2" -eq 0 ]; then echo "ok $1"; else
    echo "not ok $1"
    sed 's/^/    /' "$work"/out "$work"/err
    bad=1
  fi
}

# --- stand-ins -------------------------------------------------------------------------------

jdk() { # jdk HOME VERSION
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\nJAVA_RUNTIME_VERSION="%s+1"\n' "$2" "$2" >"$1/release"
  : >"$1/bin/javac"
  # Trains a cache unless told to fail; otherwise prints its arguments.
  cat >"$1/bin/java" <<'END'
#!/usr/bin/env bash
for arg in "$@"; do
  case $arg in
    -XX:AOTCacheOutput=*) [ -z "${FAKE_TRAINING_FAILS:-}" ] || exit 1; echo cache >"${arg#*=}"; exit ;;
    */ModernBytecode.java) exit ;;
  esac
done
[ -z "${FAKE_JVM_FAILS:-}" ] || { echo "Error: could not"; exit 1; }
printf '<%s>' "$@"
echo
[ -z "${FAKE_ENVIRONMENT:-}" ] || cat /proc/$$/environ >"$FAKE_ENVIRONMENT"
for name in ${FAKE_SHOWS:-}; do echo "$name=${!name:-}"; done
END
  chmod +x "$1/bin/java" "$1/bin/javac"
}

mkdir -p "$work/bin"
cat >"$work/bin/mvn" <<'END'
#!/usr/bin/env bash
echo build >>"$FAKE_BUILDS"
[ -z "${FAKE_BUILD_FAILS:-}" ] || { echo "[ERROR] Bad.java:[1,1] no such thing"; exit 1; }
case " $* " in *" -o "*) [ -z "${FAKE_OFFLINE_FAILS:-}" ] || { echo "[ERROR] cannot access in offline mode"; exit 1; } ;; esac
for arg in "$@"; do
  case $arg in -Dplumb.lib=*) lib=${arg#*=} ;; esac
done
sleep "${FAKE_BUILD_SECONDS:-0}"
touch "$lib/plumb-cli-0.jar" "$lib/picocli-1.jar" "$lib/duckdb-1.jar"
END
chmod +x "$work/bin/mvn"
PATH=$work/bin:/usr/bin:/bin
export PATH FAKE_BUILDS=$work/builds
unset JAVA_HOME PLUMB_JAVA_OPTS MAVEN_OPTS
jdk "$work/jdks/new" 25.0.3
export PLUMB_JAVA_HOME=$work/jdks/new

copy() { # copy PATH: a small house of its own
  root=$1
  mkdir -p "$root/cli/src/main" "$root/build" "$root/record/bootstrap" "$root/record/native/prebuilt"
  cp "$here/plumb" "$root/"
  cp "$here"/build/* "$root/build/"
  echo '<project/>' | tee "$root/pom.xml" >"$root/cli/pom.xml"
  echo 'class A {}' >"$root/cli/src/main/A.java"
  : >"$FAKE_BUILDS"
}

plumb() { "$root/plumb" "$@" >"$work/out" 2>"$work/err"; }
builds() { wc -l <"$FAKE_BUILDS" | tr -d ' '; }

# --- finding a JDK ---------------------------------------------------------------------------

found() { # found: which JDK is taken, given plumb_jdk_places of this test
  (
    . "$here/build/find-jdk.sh"
    plumb_jdk_places=("$work"/places/*)
    plumb_jdk_on_path() { return 1; }
    plumb_find_jdk && echo "$plumb_jdk"
  ) >"$work/out" 2>"$work/err"
}

jdk "$work/places/a-old" 17.0.15
(unset PLUMB_JAVA_HOME && ! found && grep -q 'JDK 17 is too old' "$work/err" && grep -q PLUMB_JAVA_HOME= "$work/err")
passes "without a JDK the message says what was found and what to do" $?

jdk "$work/places/b-newest" 27
jdk "$work/places/c-wanted" 25.0.3
(unset PLUMB_JAVA_HOME && found && [ "$(<"$work/out")" = "$work/places/c-wanted" ])
passes "of several JDKs the oldest that does is taken" $?

(unset PLUMB_JAVA_HOME && JAVA_HOME=$work/places/a-old && found && [ "$(<"$work/out")" = "$work/places/c-wanted" ])
passes "a JAVA_HOME that is too old is passed over" $?

(unset PLUMB_JAVA_HOME && JAVA_HOME=$work/places/b-newest && found && [ "$(<"$work/out")" = "$work/places/b-newest" ])
passes "a JAVA_HOME that does is taken" $?

(PLUMB_JAVA_HOME=$work/places/a-old && ! found && grep -q 'is not a JDK 25' "$work/err")
passes "a PLUMB_JAVA_HOME that does not do is refused" $?

# --- starting --------------------------------------------------------------------------------

copy "$work/house"
plumb report 'a b' '@c' && grep -q '<dev.plumb.cli.Main><report><a b><@c>' "$work/out"
passes "arguments arrive as they were given" $?
grep -q 'first use' "$work/err" && ! grep -q 'first use' "$work/out"
passes "the first start says on stderr that it builds" $?
grep -q 'AOTCache=' "$root/target/plumb/$(<"$root/target/plumb/current")/java.args"
passes "the trained cache is used" $?

plumb && [ "$(builds)" = 1 ] && [ ! -s "$work/err" ]
passes "the second start builds nothing and says nothing" $?

PLUMB_JAVA_OPTS='-Xmx1g -Xms1g' plumb && grep -q '<-Xmx1g><-Xms1g><dev.plumb.cli.Main>' "$work/out"
passes "PLUMB_JAVA_OPTS reaches the JVM" $?

! grep -q '<-Xms128m>' "$work/out" && plumb && grep -q '<-Xms128m><dev.plumb.cli.Main>' "$work/out"
passes "the initial heap is ours unless the largest one is given" $?

PLUMB_JAVA_OPTS='-Xmx1' FAKE_JVM_FAILS=1 plumb
[ $? -eq 4 ] && grep -q 'does not start with PLUMB_JAVA_OPTS=-Xmx1' "$work/err" && [ ! -s "$work/out" ]
passes "a JVM that does not start is no failed gate" $?

(cd "$root" && CDPATH=$work:/ bash plumb x >"$work/out" 2>"$work/err") && grep -q '<x>' "$work/out"
passes "bash plumb works, whatever CDPATH is" $?

LC_ALL=C FAKE_SHOWS=LC_ALL plumb && grep -qx 'LC_ALL=C.UTF-8' "$work/out"
passes "file names are UTF-8 in any locale" $?
LC_ALL=C.UTF-8 LANG=de_DE.UTF-8 FAKE_SHOWS=LANG plumb && grep -qx 'LANG=de_DE.UTF-8' "$work/out"
passes "a locale of the user's that is UTF-8 stays" $?

LC_ALL=C FAKE_SHOWS=PLUMB_LC_ALL plumb && grep -qx 'PLUMB_LC_ALL=C' "$work/out"
passes "the locale that was there is told to the JVM" $?

# What Bash has exported it exports changed: neither a start nor a build may assign such a name.
inherited() { # inherited: starts in $root with variables and functions of the user's; true if they stay
  (
    house=$root
    names='u self link root home setting dir id newer sources commit heap told here line candidate best log
      JDK JDK_HOME JDK_VERSION JDK_RELEASE JDK_WANTED JDK_PLACES classes jar kept modern path cache old before errors'
    for name in $names; do export "$name=the user's"; done
    for name in fresh find_jdk say compile quoted; do
      eval "$name() { echo \"the user's\"; }"
      export -f "${name?}"
    done
    env -0 | grep -zvE '^(_|SHLVL)=' | sort -z >"$work/before"
    "$house/plumb" >"$work/out" 2>"$work/err" && grep -zvE '^(_|SHLVL|PLUMB_STD(OUT|ERR)_IS_TERMINAL)=' "$work/environment" | sort -z >"$work/after" &&
      cmp "$work/before" "$work/after" >>"$work/err" 2>&1
  )
}
export FAKE_ENVIRONMENT=$work/environment
inherited && touch "$root/cli/src/main/A.java" && : >"$FAKE_BUILDS" && inherited && [ "$(builds)" = 1 ]
passes "a user's variables and functions arrive as they were, also after a build" $?
unset FAKE_ENVIRONMENT
echo build >"$FAKE_BUILDS"

(mkdir "$work/gone" && cd "$work/gone" && rmdir "$work/gone" && "$root/plumb" x >"$work/out" 2>"$work/err")
[ $? -eq 2 ] && [ ! -s "$work/out" ] && tail -n 1 "$work/err" | grep -q '^plumb: the working directory is gone.* cd ~$' &&
  [ "$(grep -c plumb "$work/err")" -eq 1 ]
passes "a working directory that is gone is told in one line" $?

(ulimit -n 24 && "$root/plumb" x >"$work/out" 2>"$work/err")
[ $? -eq 4 ] && [ ! -s "$work/out" ] && grep -q '^plumb: .* 24 files .*ulimit -Hn.* 256' "$work/err" && [ "$(wc -l <"$work/err")" -eq 1 ] &&
  (ulimit -Sn 24 && "$root/plumb" x >"$work/out" 2>"$work/err") && grep -q '<x>' "$work/out"
passes "a limit of open files that is too small is told in one line" $?

(ulimit -Sn 300 && "$root/plumb" x >"$work/out" 2>"$work/err") && grep -q '<-Dplumb.files=300>' "$work/out"
passes "the user's limit of open files is told to the JVM, which raises its own" $?

odd=$work/$(printf 'caf\351')
mkdir "$odd" "$work/cafü"
(cd "$odd" && "$root/plumb" x >"$work/out" 2>"$work/err") && grep -q '<-Duser.dir=/proc/self/cwd><dev.plumb' "$work/out" &&
  (cd "$work/cafü" && "$root/plumb" x >"$work/out" 2>"$work/err") && ! grep -q 'user.dir' "$work/out"
passes "files are found in a folder whose name is not UTF-8" $?

FAKE_SHOWS=PLUMB_STDOUT_IS_TERMINAL plumb && grep -qx 'PLUMB_STDOUT_IS_TERMINAL=' "$work/out"
passes "a pipe is no terminal" $?
if command -v script >/dev/null; then
  FAKE_SHOWS='PLUMB_STDOUT_IS_TERMINAL PLUMB_STDERR_IS_TERMINAL PLUMB_COLUMNS' \
    script -qec "stty cols 97; '$root/plumb'" /dev/null </dev/null >"$work/out" 2>"$work/err"
  tr -d '\r' <"$work/out" | grep -A2 -x 'PLUMB_STDOUT_IS_TERMINAL=1' >"$work/err"
  grep -qx 'PLUMB_STDERR_IS_TERMINAL=1' "$work/err" && grep -qx 'PLUMB_COLUMNS=97' "$work/err"
  passes "a terminal and its width are told to the JVM" $?
fi

ln -sf "$root/plumb" "$work/link" && (cd / && "$work/link" x >"$work/out" 2>"$work/err") && grep -q '<x>' "$work/out"
passes "a link to the launcher works from anywhere" $?

sleep 0.01
touch "$root/cli/src/main/A.java"
plumb && [ "$(builds)" = 2 ]
passes "a changed source is built" $?

echo 'class B {}' >"$root/cli/src/main/B.java"
plumb
rm "$root/cli/src/main/B.java"
plumb && [ "$(builds)" = 4 ]
passes "a source that came or went is built" $?

jdk "$work/jdks/other" 26
PLUMB_JAVA_HOME=$work/jdks/other plumb && [ "$(builds)" = 5 ]
passes "another JDK means another build" $?

# --- trouble ---------------------------------------------------------------------------------

copy "$work/broken"
FAKE_BUILD_FAILS=1 plumb
[ $? -eq 4 ] && grep -q 'Bad.java:\[1,1\] no such thing' "$work/err" && [ ! -s "$work/out" ] &&
  [ ! -e "$root/target/plumb/current" ] && [ -z "$(find "$root/target/plumb" -name 'build-*')" ]
passes "a failed build shows why, exits with 4 and leaves nothing" $?
plumb
passes "after a failed build the next start builds again" $?

copy "$work/readonly"
mkdir -p "$root/target" && : >"$root/target/plumb"
plumb
[ $? -eq 4 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q 'may not be written to' "$work/err"
passes "a folder that cannot be written to is told in one line" $?

copy "$work/offline"
FAKE_OFFLINE_FAILS=1 plumb && grep -q 'fetching' "$work/err"
passes "libraries that are missing are fetched" $?

copy "$work/untrained"
FAKE_TRAINING_FAILS=1 plumb x && grep -q '<x>' "$work/out" && grep -q 'AOT cache failed' "$work/err" &&
  ! grep -q AOTCache= "$root/target/plumb/$(<"$root/target/plumb/current")/java.args"
passes "without a cache everything else works" $?

copy "$work/two at once"
FAKE_BUILD_SECONDS=0.5 "$root/plumb" one >"$work/out" 2>"$work/err" &
FAKE_BUILD_SECONDS=0.5 "$root/plumb" two >"$work/out2" 2>>"$work/err"
second=$?
wait $! && [ $second -eq 0 ] && [ "$(builds)" = 1 ] && grep -q '<one>' "$work/out" && grep -q '<two>' "$work/out2"
passes "two first starts at once build once (in a folder with spaces)" $?

copy "$work/killed"
FAKE_BUILD_SECONDS=1 "$root/plumb" >"$work/out" 2>"$work/err" &
starter=$!
until [ "$(builds)" = 1 ]; do sleep 0.02; done
mkdir -p "$root/cli/target/launcher" && : >"$root/cli/target/launcher/half"
kill -KILL $starter
wait $starter 2>/dev/null
[ ! -e "$root/target/plumb/current" ] && plumb x && grep -q '<x>' "$work/out" && [ ! -e "$root/cli/target/launcher/half" ]
passes "after a killed build no class file of it is trusted" $?

copy "$work/lockless"
mkdir -p "$work/few"
for tool in bash env find rm mkdir rmdir mv cp cat date tail sed head grep sleep touch readlink git; do
  ln -sf "$(PATH=/usr/bin:/bin command -v $tool)" "$work/few/$tool"
done
mkdir -p "$root/target/plumb/lock.d" && echo 999999999 >"$root/target/plumb/lock.d/pid"
ln -sf "$work/bin/mvn" "$work/few/mvn"
(PATH=$work/few && plumb x) && grep -q '<x>' "$work/out" && [ ! -e "$root/target/plumb/lock.d" ]
passes "without flock a lock whose holder died is taken over" $?

rm "$work/few/mvn"
copy "$work/mavenless"
(PATH=$work/few && ! plumb x) && grep -q 'Maven (mvn) is not on the PATH' "$work/err"
passes "without Maven the message says so" $?

exit $bad
