#!/usr/bin/env bash
# bare_debian.sh: the README's commands, in a Debian 12 that holds nothing else. It has the machine's network,
# package sources and compiler cache, so that what was compiled already is not compiled again.
# Exit code 77: this machine cannot try it.
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${SLUICE_CACHE:-${HOME:-/root}/.cache/sluice}
base=${SLUICE_PARTS:-$cache/parts}/base-image
root=$cache/bare-debian
parts=/root/.cache/sluice/parts  # in there

main() {
  ((EUID == 0)) || cannot 'only root can make a root folder'
  command -v bwrap >/dev/null || cannot 'no program `bwrap`'
  [[ -e $base/root.tar ]] || cannot "nothing at $base/root.tar"
  exec {lock}>"$root.lock"
  flock "$lock"
  trap 'rm -rf "$root"' EXIT
  unpack
  describe

  # Only one program of `./dev unit`: where OpenSSL is newer in there, compiling all of them takes minutes.
  promise 'a pure test is built without any part' ./dev build dev text_test
  promise 'and it passes' build/dev/tests/unit/text/text_test --gtest_brief=1
  absent node java mosquitto clang
  promise 'the demo relays every event' ./dev demo --once
  absent java mvn clang helm prometheus chromium buildah
  absent "$parts/kafka" "$parts/kubernetes" "$parts/base-image"
  promise 'the demo relays every event, to Kafka too' ./dev demo --once --kafka
  absent clang helm prometheus chromium buildah "$parts/kubernetes" "$parts/base-image"
  # A Debian made within this one would show nothing new.
  with+=(--ro-bind "$base" "$parts/base-image")
  promise 'all parts are installed' ./dev setup
  inside ./dev setup 2>&1 | grep -F 'the tests of the chart are SKIPPED' ||
    wrong 'without Go, nothing warns that tests are skipped'
}

cannot() {
  echo "NOT TESTED: $*"
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
}

wrong() {
  echo "WRONG: $*"
  exit 1
}

# The base image, what this machine's administrator trusts and sets, and the files of the tree.
unpack() {
  rm -rf "$root"
  mkdir -p "$root$tree"
  tar -C "$root" -xf "$base/root.tar"
  # No power failure is to be survived here.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  cp -r /usr/local/share/ca-certificates "$root/usr/local/share"
  git -C "$tree" ls-files -z --cached --others --exclude-standard |
    tar -C "$tree" --null --files-from=- --ignore-failed-read -cf - | tar -C "$root$tree" -xf -
}

# with: the options of bwrap.
describe() {
  with=(--unshare-pid --die-with-parent --cap-add ALL --bind "$root" / --dev /dev --proc /proc
    --ro-bind /etc/resolv.conf /etc/resolv.conf --chdir "$tree" --clearenv
    --setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin --setenv HOME /root)
  local file name
  # Where packages come from, as far as the machine has more than defaults; and the locale, a part of ccache's keys.
  for file in .npmrc .m2/settings.xml; do
    with+=(--ro-bind-try "${HOME:-/root}/$file" "/root/$file")
  done
  for name in $(compgen -e); do
    if [[ ${name,,} =~ (_proxy|^npm_config_.*|^node_extra_ca_certs|^ssl_cert_(file|dir)|^maven_opts|^lang|^lc_.*)$ ]]; then
      with+=(--setenv "$name" "${!name}")
    fi
  done
  if command -v ccache >/dev/null; then
    mkdir -p "$(ccache --get-config cache_dir)"
    with+=(--bind "$(ccache --get-config cache_dir)" /root/.cache/ccache
      --setenv CCACHE_MAXSIZE "$(ccache --get-config max_size)")
  fi
}

inside() { bwrap "${with[@]}" "$@" </dev/null; }

promise() {
  printf '\n%s: %s\n' "$1" "${*:2}"
  inside "${@:2}" || wrong "$1"
}

# absent PROGRAM-OR-PATH…
absent() {
  local found
  found=$(inside bash -c 'for each; do command -v "$each" || ls -d "$each" 2>/dev/null; done; true' - "$@")
  [[ ! $found ]] || wrong "installed, and of no use so far: $found"
}

main
