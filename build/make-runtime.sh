# Builds what ./plumb runs. Sourced by it, only when a build is due.
#
# target/plumb/current names the valid build; everything of one build lies in a folder of its own:
#   started      its age is the moment before the build read the first source
#   setting      place of the sources and JDK that it was made for
#   lib/         our jars and those that they need
#   java.args    flags and class path, in the launcher's @file form
#   plumb.aot    the AOT cache, where training it worked
# A build that fails or is interrupted never becomes `current`, and its folder goes.

plumb_say() { echo "plumb: $*" >&2; }

plumb_make_runtime() {
  if ! mkdir -p "$plumb_home" 2>/dev/null || [ ! -w "$plumb_home" ]; then
    plumb_say "cannot build: $plumb_home may not be written to; build once as somebody who may, or copy the folder"
    return 1
  fi
  plumb_lock_build
  # Somebody else may have built while this process waited.
  if plumb_fresh; then
    plumb_unlock_build
    return 0
  fi
  plumb_log=$plumb_root/target/plumb/build.log
  if [ -e "$plumb_home/current" ]; then
    plumb_say "sources changed, building (log: target/plumb/build.log)"
  else
    plumb_say "first use, building; takes a minute (log: target/plumb/build.log)"
  fi
  plumb_id=build-$(date +%Y%m%dT%H%M%S)-$$
  plumb_dir=$plumb_home/$plumb_id
  mkdir -p "$plumb_dir/lib"
  : >"$plumb_dir/started"
  trap 'rm -rf "$plumb_dir"; plumb_unlock_build' EXIT
  trap 'exit 130' INT TERM HUP
  if ! plumb_compile; then
    plumb_say "the build failed (log: target/plumb/build.log):"
    plumb_explain_build >&2
    return 1
  fi
  plumb_write_args && plumb_train_aot_cache && printf '%s' "$plumb_setting" >"$plumb_dir/setting" || return 1
  plumb_forget_old_builds
  echo "$plumb_id" >"$plumb_home/current.$$" && mv -f "$plumb_home/current.$$" "$plumb_home/current" || return 1
  trap - EXIT INT TERM HUP
  plumb_unlock_build
}

# flock frees itself when its holders die: this process and the Maven that it started, which inherits
# the lock so that nobody builds beside a Maven whose starter was killed. Where there is none (macOS), a folder with the holder's
# process id does.
plumb_lock_build() {
  local told=
  if command -v flock >/dev/null; then
    exec 9>"$plumb_home/lock"
    flock -n 9 && return
    plumb_say "waiting for another build"
    flock 9
    return
  fi
  until mkdir "$plumb_home/lock.d" 2>/dev/null; do
    if ! kill -0 "$(cat "$plumb_home/lock.d/pid" 2>/dev/null || echo 0)" 2>/dev/null; then
      sleep 1
      kill -0 "$(cat "$plumb_home/lock.d/pid" 2>/dev/null || echo 0)" 2>/dev/null || rm -rf "$plumb_home/lock.d"
      continue
    fi
    [ -n "$told" ] || plumb_say "waiting for another build"
    told=yes
    sleep 0.2
  done
  echo $$ >"$plumb_home/lock.d/pid"
}

plumb_unlock_build() {
  exec 9>&-
  rm -rf "$plumb_home/lock.d"
}

# Class files go beside the developer's own (target/launcher, not target), so that ./plumb, Maven
# and an editor can build at the same time; after an interrupted compilation they are not trusted.
plumb_compile() {
  local classes=launcher
  if ! command -v mvn >/dev/null; then
    echo "Maven (mvn) is not on the PATH; install it, for example: apt-get install maven" >"$plumb_log"
    return 1
  fi
  [ ! -e "$plumb_home/compiling" ] || rm -rf "$plumb_root"/*/target/$classes
  : >"$plumb_home/compiling"
  if ! plumb_run_maven -o; then
    grep -qi offline "$plumb_log" || return 1
    plumb_say "fetching the libraries that this machine lacks"
    plumb_run_maven || return 1
  fi
  rm -f "$plumb_home/compiling"
  plumb_modernise_libraries
}

plumb_run_maven() {
  JAVA_HOME=$plumb_jdk \
    MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    mvn "$@" -q -B -f "$plumb_root/pom.xml" -pl cli -am -P launcher -Dmaven.test.skip=true \
    "-Dplumb.lib=$plumb_dir/lib" package >"$plumb_log" 2>&1 </dev/null
}

# Maven's errors without its advice about Maven, or the end of the log where it had none.
plumb_explain_build() {
  local errors
  errors=$(sed -n -e '/-> \[Help 1\]/q' -e '/Failed to execute goal.*Compilation failure/q' -e 's/^[^[]*\[ERROR\] /  /p' "$plumb_log" | head -n 40)
  if [ -n "$errors" ]; then echo "$errors"; else tail -n 20 "$plumb_log"; fi
}

# Old bytecode is kept out of the AOT cache; build/ModernBytecode.java tells what that costs.
plumb_modernise_libraries() {
  local jar kept=$plumb_home/modern
  mkdir -p "$kept"
  for jar in "$plumb_dir"/lib/picocli-*.jar; do
    local modern=$kept/${jar##*/}
    if [ ! -e "$modern" ] || [ "$plumb_root/build/ModernBytecode.java" -nt "$modern" ]; then
      rm -f "$kept"/*
      cp "$jar" "$modern.part"
      if ! "$plumb_jdk/bin/java" "$plumb_root/build/ModernBytecode.java" "$modern.part" >>"$plumb_log" 2>&1; then
        plumb_say "could not modernise ${jar##*/}; start-up is slower (log: target/plumb/build.log)"
        return 0
      fi
      mv -f "$modern.part" "$modern"
    fi
    cp -f "$modern" "$jar"
  done
}

# Our jars first: the JVM looks through the class path from left to right.
plumb_write_args() {
  local jar path=
  for jar in "$plumb_dir"/lib/plumb-*.jar "$plumb_dir"/lib/*.jar; do
    case ":$path:" in *":$jar:"*) ;; *) path=${path:+$path:}$jar ;; esac
  done
  {
    cat "$plumb_root/build/jvm.options"
    plumb_quoted "-Dplumb.root=$plumb_root"
    echo -cp
    plumb_quoted "$path"
  } >"$plumb_dir/java.args"
}

# An argument as the launcher's @file wants it.
plumb_quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"\n' "${text//\"/\\\"}"
}

# The cache is a convenience: without one Plumb starts slower and does the same.
plumb_train_aot_cache() {
  local cache=$plumb_dir/plumb.aot
  if "$plumb_jdk/bin/java" "@$plumb_dir/java.args" -Xms128m "-XX:AOTCacheOutput=$cache" dev.plumb.cli.train.Train \
    "$plumb_root/examples" </dev/null >>"$plumb_log" 2>&1 && [ -s "$cache" ]; then
    plumb_quoted "-XX:AOTCache=$cache" >>"$plumb_dir/java.args"
  else
    rm -f "$cache" "$cache".*
    plumb_say "training the AOT cache failed; start-up is slower (log: target/plumb/build.log)"
  fi
}

# The build before this one stays for whoever runs it right now.
plumb_forget_old_builds() {
  local old before=
  { read -r before <"$plumb_home/current"; } 2>/dev/null || true
  for old in "$plumb_home"/build-*/; do
    old=${old%/}
    case ${old##*/} in "$plumb_id" | "${before:-none}") ;; *) rm -rf "$old" ;; esac
  done
}
