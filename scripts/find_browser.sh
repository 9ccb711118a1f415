#!/bin/sh
# Makes sure that a Chromium is there for the browser test; on Debian, installs it when it is not.
set -eu

found() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

found && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "the browser test needs Chromium or Chrome on the PATH: install one, then run make test again" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1; then
    root=sudo
else
    echo "the browser test needs Chromium, and only root can install it: apt-get install chromium" >&2
    exit 1
fi
echo "installing Debian's chromium for the browser test" >&2
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq >&2
$root apt-get install -qq -y --no-install-recommends chromium >&2
found || { echo "apt-get installed chromium, but no chromium is on the PATH" >&2; exit 1; }
