#!/usr/bin/env bash
# base_image.sh FOLDER: FOLDER/root.tar becomes a minimal Debian 12 with this machine's package sources. As root.
set -euo pipefail

mkdir -p "$1"
work=$(mktemp -d "$1/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
debootstrap --variant=minbase bookworm "$work/root" "$mirror"
rm -rf "$work"/root/var/{cache/apt,lib/apt/lists,log}/*

# Where packages come from is the machine's own affair: nothing of it is in the tree.
: >"$work/root/etc/apt/sources.list"
cp -a /etc/apt/apt.conf.d/. "$work/root/etc/apt/apt.conf.d"
find /etc/apt -name '*.list' -o -name '*.sources' | while read -r sources; do
  cp "$sources" "$work/root$sources"
done

tar -C "$work/root" -cf "$work/root.tar" .
mv "$work/root.tar" "$1/root.tar"
