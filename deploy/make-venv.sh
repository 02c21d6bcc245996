#!/bin/sh
# Makes the virtual environment $2 with the Python $1, and says what to do where that cannot be.
set -eu
python=$1 venv=$2
if ! command -v "$python" >/dev/null 2>&1; then
    echo "briefbot needs Python 3.11 or newer, and '$python' is not on the PATH. Install it, or: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "briefbot needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Try: make PYTHON=python3.12" >&2
    exit 1
fi
"$python" -m venv "$venv" 2>/dev/null && exit 0
rm -rf "$venv"
# Debian keeps venv's ensurepip in a package of its own.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "briefbot: installing Debian's python3-venv, which $python lacks"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && exec "$python" -m venv "$venv"
fi
echo "'$python' cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv; then run make again." >&2
exit 1
