#!/bin/sh
# Makes the virtual environment DIR: make_venv.sh DIR [PYTHON]
# With no PYTHON named, takes the first Python 3.11 or newer it finds, 3.11 first: requirements.lock is for it.
set -eu
dir=$1
named=${2:-}

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "$named" ]; then
    candidates=$named
else
    candidates="python3.11 python3 python3.12 python3.13 python3.14 python"
fi
for python in $candidates; do
    if usable "$python"; then
        echo "making $dir with $("$python" --version)" >&2
        exec "$python" -m venv "$dir" >&2
    fi
done
echo "checker needs Python 3.11 or newer with its venv module; tried: $candidates." >&2
echo "Install it (Debian: apt-get install python3.11 python3.11-venv) or name one: make PYTHON=/path/to/python" >&2
exit 1
