# Builds what ./plumb runs. Sourced by it, only when a build is due.
#
# target/plumb/current names the valid build; everything of one build lies in a folder of its own:
#   started      its age is the moment before the build read the first source
#   setting      place of the sources and JDK that it was made for
#   lib/         our jars and those that they need
#   java.args    flags and class path, in the launcher's @file form
#   plumb.aot    the AOT cache, where training it worked
# A build that fails or is interrupted never becomes `current`, and its folder goes.

say() { echo "plumb: $*" >&2; }

make_runtime() {
  if ! mkdir -p "$home" 2>/dev/null || [ ! -w "$home" ]; then
    say "cannot build: $home may not be written to; build once as somebody who may, or copy the folder"
    return 1
  fi
  lock_build
  # Somebody else may have built while this process waited.
  if fresh; then
    unlock_build
    return 0
  fi
  log=$root/target/plumb/build.log
  if [ -e "$home/current" ]; then
    say "sources changed, building (log: target/plumb/build.log)"
  else
    say "first use, building; takes a minute (log: target/plumb/build.log)"
  fi
  id=build-$(date +%Y%m%dT%H%M%S)-$$
  dir=$home/$id
  mkdir -p "$dir/lib"
  : >"$dir/started"
  trap 'rm -rf "$dir"; unlock_build' EXIT
  trap 'exit 130' INT TERM HUP
  if ! compile; then
    say "the build failed (log: target/plumb/build.log):"
    explain_build >&2
    return 1
  fi
  write_args && train_aot_cache && printf '%s' "$setting" >"$dir/setting" || return 1
  forget_old_builds
  echo "$id" >"$home/current.$$" && mv -f "$home/current.$$" "$home/current" || return 1
  trap - EXIT INT TERM HUP
  unlock_build
}

# flock frees itself when its holders die: this process and the Maven that it started, which inherits
# the lock so that nobody builds beside a Maven whose starter was killed. Where there is none (macOS), a folder with the holder's
# process id does.
lock_build() {
  local told=
  if command -v flock >/dev/null; then
    exec 9>"$home/lock"
    flock -n 9 && return
    say "waiting for another build"
    flock 9
    return
  fi
  until mkdir "$home/lock.d" 2>/dev/null; do
    if ! kill -0 "$(cat "$home/lock.d/pid" 2>/dev/null || echo 0)" 2>/dev/null; then
      sleep 1
      kill -0 "$(cat "$home/lock.d/pid" 2>/dev/null || echo 0)" 2>/dev/null || rm -rf "$home/lock.d"
      continue
    fi
    [ -n "$told" ] || say "waiting for another build"
    told=yes
    sleep 0.2
  done
  echo $$ >"$home/lock.d/pid"
}

unlock_build() {
  exec 9>&-
  rm -rf "$home/lock.d"
}

# Class files go beside the developer's own (target/launcher, not target), so that ./plumb, Maven
# and an editor can build at the same time; after an interrupted compilation they are not trusted.
compile() {
  local classes=launcher
  if ! command -v mvn >/dev/null; then
    echo "Maven (mvn) is not on the PATH; install it, for example: apt-get install maven" >"$log"
    return 1
  fi
  [ ! -e "$home/compiling" ] || rm -rf "$root"/*/target/$classes
  : >"$home/compiling"
  if ! run_maven -o; then
    grep -qi offline "$log" || return 1
    say "fetching the libraries that this machine lacks"
    run_maven || return 1
  fi
  rm -f "$home/compiling"
  modernise_libraries
}

run_maven() {
  JAVA_HOME=$JDK \
    MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    mvn "$@" -q -B -f "$root/pom.xml" -pl cli -am -P launcher -Dmaven.test.skip=true \
    "-Dplumb.lib=$dir/lib" package >"$log" 2>&1 </dev/null
}

# Maven's errors without its advice about Maven, or the end of the log where it had none.
explain_build() {
  local errors
  errors=$(sed -n -e '/-> \[Help 1\]/q' -e '/Failed to execute goal.*Compilation failure/q' -e 's/^[^[]*\[ERROR\] /  /p' "$log" | head -n 40)
  if [ -n "$errors" ]; then echo "$errors"; else tail -n 20 "$log"; fi
}

# Old bytecode is kept out of the AOT cache; build/ModernBytecode.java tells what that costs.
modernise_libraries() {
  local jar kept=$home/modern
  mkdir -p "$kept"
  for jar in "$dir"/lib/picocli-*.jar; do
    local modern=$kept/${jar##*/}
    if [ ! -e "$modern" ] || [ "$root/build/ModernBytecode.java" -nt "$modern" ]; then
      rm -f "$kept"/*
      cp "$jar" "$modern.part"
      if ! "$JDK/bin/java" "$root/build/ModernBytecode.java" "$modern.part" >>"$log" 2>&1; then
        say "could not modernise ${jar##*/}; start-up is slower (log: target/plumb/build.log)"
        return 0
      fi
      mv -f "$modern.part" "$modern"
    fi
    cp -f "$modern" "$jar"
  done
}

# Our jars first: the JVM looks through the class path from left to right.
write_args() {
  local jar path=
  for jar in "$dir"/lib/plumb-*.jar "$dir"/lib/*.jar; do
    case ":$path:" in *":$jar:"*) ;; *) path=${path:+$path:}$jar ;; esac
  done
  {
    cat "$root/build/jvm.options"
    quoted "-Dplumb.root=$root"
    echo -cp
    quoted "$path"
  } >"$dir/java.args"
}

# An argument as the launcher's @file wants it.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"\n' "${text//\"/\\\"}"
}

# The cache is a convenience: without one Plumb starts slower and does the same.
train_aot_cache() {
  local cache=$dir/plumb.aot
  if "$JDK/bin/java" "@$dir/java.args" -Xms128m "-XX:AOTCacheOutput=$cache" dev.plumb.cli.train.Train \
    "$root/examples" </dev/null >>"$log" 2>&1 && [ -s "$cache" ]; then
    quoted "-XX:AOTCache=$cache" >>"$dir/java.args"
  else
    rm -f "$cache" "$cache".*
    say "training the AOT cache failed; start-up is slower (log: target/plumb/build.log)"
  fi
}

# The build before this one stays for whoever runs it right now.
forget_old_builds() {
  local old before=
  { read -r before <"$home/current"; } 2>/dev/null || true
  for old in "$home"/build-*/; do
    old=${old%/}
    case ${old##*/} in "$id" | "${before:-none}") ;; *) rm -rf "$old" ;; esac
  done
}
