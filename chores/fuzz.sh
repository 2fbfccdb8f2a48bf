# Sourced by ./dev: runs libFuzzer programs on their checked-in corpus and on what earlier runs found.

# The names of all fuzzers.
fuzzers() { (cd tests/fuzz/corpus && echo *); }

# fuzz_into FOUND NAME SECONDS [OPTION…]: new inputs go to the folder FOUND; one that breaks something
# is kept in the cache.
fuzz_into() {
  local found=$1 name=$2 seconds=$3
  shift 3
  local corpora=("$found" "tests/fuzz/corpus/$name")
  [[ $name == config ]] && corpora+=(tests/unit/config/bad config/examples)
  [[ $name == session ]] && corpora+=(tests/transcripts/cases)
  mkdir -p "$found" "$SLUICE_CACHE/fuzz"
  "build/fuzz/tests/fuzz/${name}_fuzzer" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 \
    -artifact_prefix="$SLUICE_CACHE/fuzz/$name.broken-" -print_final_stats=1 "$@" "${corpora[@]}"
}

# fuzz NAME SECONDS: what it finds is kept in the cache, for the next time.
fuzz() {
  [[ " $(fuzzers) " == *" $1 "* ]] || fail "fuzz: there is no $1; there are: $(fuzzers)"
  fuzz_into "$SLUICE_CACHE/fuzz/$1" "$1" "$2"
}

# fuzz_all SECONDS: every fuzzer for that long, one a core; from what is checked in and with the same
# seed, so that two checks of one state try much the same. Shows the output of those that fail.
fuzz_all() {
  local found status=0
  found=$(mktemp -d)
  export -f fuzz_into
  fuzzers | tr ' ' '\n' | xargs -P "$(nproc)" -I{} bash -c \
    'fuzz_into "$1/{}" {} "$2" -seed=1 >"$1/{}.log" 2>&1 || { cat "$1/{}.log"; exit 1; }' - "$found" "$1" || status=$?
  grep -h '^stat::number_of_executed_units' "$found"/*.log
  rm -rf "$found"
  return "$status"
}
