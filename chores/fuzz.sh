# Sourced by ./dev: runs libFuzzer programs on their checked-in corpus and on what earlier runs found.

# The names of all fuzzers.
fuzzers() { (cd tests/fuzz/corpus && echo *); }

# fuzz NAME SECONDS: what it finds is kept in the cache; an input that breaks something, too.
fuzz() {
  local name=$1 seconds=$2 found=$SLUICE_CACHE/fuzz/$1
  [[ " $(fuzzers) " == *" $name "* ]] || fail "fuzz: there is no $name; there are: $(fuzzers)"
  local corpora=("$found" "tests/fuzz/corpus/$name")
  [[ $name == config ]] && corpora+=(tests/unit/config/bad config/examples)
  mkdir -p "$found"
  "build/fuzz/tests/fuzz/${name}_fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$found.broken-" -print_final_stats=1 "${corpora[@]}"
}

# What is checked in breaks nothing: no mutation, no time.
fuzz_corpora() {
  local name
  for name in $(fuzzers); do
    "build/fuzz/tests/fuzz/${name}_fuzzer" -runs=0 "tests/fuzz/corpus/$name" || return
  done
}
