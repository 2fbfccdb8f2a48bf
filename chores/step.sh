# Sourced by ./dev and the chores: a long command as one quiet line.

# step NAME COMMAND…: runs COMMAND with its output in a log and shows one line: the name, then the
# seconds it took. When COMMAND fails, so does step, after showing the end of the log and its place.
step() {
  local name=$1 log ticker='' status=0 begin=$SECONDS
  shift
  mkdir -p "$SLUICE_CACHE/logs"
  log=$(tr -cs a-zA-Z0-9 - <<<"$name")
  log=$SLUICE_CACHE/logs/${log%-}.log
  printf '  %-46s' "$name"
  if [[ -t 1 ]]; then
    tick "$name" $$ & ticker=$!
  fi
  # In the foreground, so that Ctrl-C reaches the command itself.
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [[ $ticker ]]; then
    kill "$ticker" 2>/dev/null
    wait "$ticker" 2>/dev/null || true
    printf '\r  %-46s' "$name"
  fi
  took+=("$((SECONDS - begin)) $name")
  if ((status == 0)); then
    printf '%4d s\n' $((SECONDS - begin))
    return 0
  fi
  printf 'failed after %d s\n' $((SECONDS - begin))
  {
    tail -n "${SLUICE_LOG_TAIL:-40}" "$log" | sed 's/^/  | /'
    echo "  $name failed (exit code $status); the whole log: $log"
  } >&2
  return "$status"
}

# noisy NAME COMMAND…: like step, for a command whose output is shown as it comes.
noisy() {
  local begin=$SECONDS status=0
  "${@:2}" || status=$?
  took+=("$((SECONDS - begin)) $1")
  return "$status"
}

took=()  # "SECONDS NAME" of each step so far

# show_minutes: a table of the steps that took a second or more, and the sum of all time so far.
show_minutes() {
  local entry
  printf '\nminutes\n'
  for entry in "${took[@]}"; do
    ((${entry%% *} == 0)) || minutes "${entry%% *}" "${entry#* }"
  done
  minutes "$SECONDS" 'in all'
}
minutes() { printf '%4d:%02d  %s\n' $(($1 / 60)) $(($1 % 60)) "$2"; }

# tick NAME PARENT: the running step's elapsed time, until killed or orphaned.
tick() {
  local begin=$SECONDS
  while sleep 1 && kill -0 "$2" 2>/dev/null; do
    printf '\r  %-46s%4d s' "$1" $((SECONDS - begin))
  done
}

# retried COMMAND…: up to three times, for what comes over a network.
retried() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    echo "attempt $attempt failed: $*"
    ((attempt == 3)) || sleep $((attempt * 5))
  done
  return 1
}

say() { printf '%s\n' "$*"; }
fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}
