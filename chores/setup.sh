# Sourced by ./dev: installs what is missing on a Debian 12 machine, and nothing else.

# setup [FOR]: all that FOR needs; build (the gateway), unit, demo, kafka (the demo with it), tools, or everything.
setup() {
  local lists
  case ${1:-everything} in
    build) lists=(build) ;;
    unit) lists=(build unit) ;;
    demo) lists=(build unit demo node) ;;
    kafka) lists=(build unit demo node java) ;;
    tools) lists=(build unit tools) ;;
    everything) lists=(build unit demo node java tools test) ;;
    *) fail "setup: unknown argument $1; there are build, unit, demo, kafka, tools and everything" ;;
  esac
  lock_setup
  # shellcheck disable=SC2046  # a list of words
  setup_debian $(packages "${lists[@]}")
  if among node "${lists[@]}"; then setup_node; fi
  if among java "${lists[@]}"; then setup_kafka; fi
  if among test "${lists[@]}"; then
    setup_kubernetes
    setup_base_image
  fi
  exec {setup_lock}>&-
}

lock_setup() {
  mkdir -p "$SLUICE_CACHE"
  exec {setup_lock}>"$SLUICE_CACHE/setup.lock"
  if ! flock --nonblock "$setup_lock"; then
    say 'setup: waiting for another one to end'
    flock "$setup_lock"
  fi
}

# among WORD LIST…
among() { [[ " ${*:2} " == *" $1 "* ]]; }

# packages LIST…: the Debian packages of these lists; of node and java, those that the machine lacks.
packages() {
  local list
  for list in "$@"; do
    case $list in
      node) node_usable || echo nodejs npm ;;
      java)
        java_usable || echo default-jre-headless
        command -v mvn >/dev/null || echo maven
        ;;
      *) sed 's/#.*//' "chores/packages-$list.txt" ;;
    esac
  done
}

# setup_debian PACKAGE…
setup_debian() {
  local missing
  missing=$(missing_packages "$@")
  if [[ $missing ]]; then
    command -v apt-get >/dev/null || fail "these Debian packages are needed and there is no apt-get: $missing"
    say "setup: installing Debian packages:" $missing
    step 'package lists (apt-get update)' retried as_root apt-get update -q
    # shellcheck disable=SC2086
    step 'Debian packages' retried apt_install $missing
  fi
}

# Node's version is one that soketi's prebuilt binaries are made for.
node_usable() {
  command -v npm >/dev/null && [[ $(node --version 2>/dev/null) =~ ^v(16|18|20)\. ]]
}

java_usable() { java -version 2>&1 | grep -qE 'version "(1[1-9]|[2-9][0-9])'; }

missing_packages() {
  comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p' | sort -u)
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "neither root nor sudo: cannot run $*"
    return 1
  fi
}

# Tests and the demo start their own brokers: while apt runs, it is told not to start any service.
apt_install() {
  local policy=/usr/sbin/policy-rc.d mark='# by the setup of Sluice' status=0
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=600 "$@" || status=$?
  if grep -qsF "$mark" "$policy"; then
    as_root rm -f "$policy"
  fi
  return "$status"
}

# fresh FOLDER INPUT…: FOLDER was installed from inputs with just these contents.
fresh() { [[ $(cat "$1/.installed-from" 2>/dev/null) == "$(inputs "${@:2}")" ]]; }
inputs() { cat "$@" | sha256sum | cut -d' ' -f1; }

# replace FOLDER NEW INPUT…: NEW becomes FOLDER, which is at no time half installed.
replace() {
  local folder=$1 new=$2
  inputs "${@:3}" >"$new/.installed-from"
  rm -rf "$folder.old"
  [[ ! -e $folder ]] || mv "$folder" "$folder.old"
  mv "$new" "$folder"
  rm -rf "$folder.old"
}

setup_node() {
  node_usable || fail "Node $(node --version 2>/dev/null || echo '(none)') cannot run soketi: Node 16, 18 or 20 is needed, first in PATH"
  local from=tests/support/node
  local inputs=("$from/package.json" "$from/package-lock.json")
  fresh "$SLUICE_PARTS/node" "${inputs[@]}" && return
  step 'soketi and the official clients (npm)' retried install_node "$from" || exit
  replace "$SLUICE_PARTS/node" "$SLUICE_PARTS/node.new" "${inputs[@]}"
}

# npm before 9.9 (Debian's is 9.2) cannot override a dependency on a git address, as soketi's is. The
# releases since then differ in the lock files that they accept: with one npm all machines install alike.
install_node() {
  local new=$SLUICE_PARTS/node.new npm=$SLUICE_PARTS/npm quietly=(--ignore-scripts --no-audit --no-fund)
  npm install --prefix "$npm" "${quietly[@]}" npm@9.9.4 || return
  rm -rf "$new"
  mkdir -p "$new"
  cp "$1"/package.json "$1"/package-lock.json "$1"/.npmrc "$new"
  # No package here needs its install script: soketi's binaries ship inside a package.
  (cd "$new" && node "$npm/node_modules/npm/bin/npm-cli.js" ci "${quietly[@]}")
}

setup_kafka() {
  local pom=tests/support/kafka/pom.xml
  fresh "$SLUICE_PARTS/kafka" "$pom" && return
  if step 'Apache Kafka (Maven)' retried install_kafka "$pom"; then
    replace "$SLUICE_PARTS/kafka" "$SLUICE_PARTS/kafka.new" "$pom"
  elif [[ ${CI:-} == true ]]; then
    fail 'without Apache Kafka its tests would be skipped, and CI must not skip them'
  else
    say '!!! Apache Kafka could not be had: its tests are SKIPPED and the demo runs without --kafka only' >&2
  fi
}

install_kafka() {
  rm -rf "$SLUICE_PARTS/kafka.new"
  mvn -q -B -f "$1" dependency:copy-dependencies -DoutputDirectory="$SLUICE_PARTS/kafka.new"
}

setup_kubernetes() {
  local from=tests/deploy/kubernetes
  local inputs=("$from/go.mod" "$from/go.sum" "$from/kube-apiserver/main.go")
  fresh "$SLUICE_PARTS/kubernetes" "${inputs[@]}" && return
  if go_usable && step 'Helm and kube-apiserver (Go)' retried install_kubernetes "$from"; then
    replace "$SLUICE_PARTS/kubernetes" "$SLUICE_PARTS/kubernetes.new" "${inputs[@]}"
  elif [[ ${CI:-} == true ]]; then
    fail 'without Helm and kube-apiserver (Go 1.24 builds them) the tests of the chart would be skipped, and CI must not skip them'
  else
    say '!!! Helm and kube-apiserver could not be had (Go 1.24 builds them): the tests of the chart are SKIPPED' >&2
  fi
}

go_usable() { [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.(2[4-9]|[3-9][0-9]) ]]; }

# Without its version in it, no client could tell what the server is.
install_kubernetes() {
  local new=$SLUICE_PARTS/kubernetes.new version
  rm -rf "$new"
  version=$(go -C "$1" list -m -f '{{.Version}}' k8s.io/kubernetes) || return
  go -C "$1" build -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" -o "$new/" \
    ./kube-apiserver helm.sh/helm/v3/cmd/helm
}

# What stands in for debian:bookworm-slim in the test of deploy/Dockerfile: it comes from where this
# machine's packages come from, as that test reaches no registry of images.
setup_base_image() {
  local image=$SLUICE_PARTS/base-image
  [[ -e $image/root.tar ]] && return
  if step 'base image (debootstrap)' retried as_root bash chores/base_image.sh "$image"; then
    return
  elif [[ ${CI:-} == true ]]; then
    fail 'without a base image the test of deploy/Dockerfile would be skipped, and CI must not skip it'
  else
    say '!!! no base image could be made: the test of deploy/Dockerfile is SKIPPED' >&2
  fi
}
