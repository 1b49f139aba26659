# Sourced by run, stop, test, lint and service: finds a Python 3.11+ (installs Debian's when there is none
# and we may) and hands over to the package bmagov_stack, which needs nothing but the standard library.
set -eu

stack_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usable_python() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in "${BMAGOV_PYTHON:-}" /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && usable_python "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

install_python() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "Installing Python (python3, python3-venv) with apt-get ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    dpkg --configure -a >&2
    apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 update >&2
    apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends python3 python3-venv >&2
}

python=$(find_python) || { install_python && python=$(find_python); } || {
    cat >&2 <<'MESSAGE'

Stopped: no Python 3.11 or newer with the venv module was found.
หยุด: ไม่พบ Python 3.11 ขึ้นไป (พร้อมโมดูล venv)
What to do: ask an administrator to run
    apt-get update && apt-get install python3 python3-venv
or name another interpreter: BMAGOV_PYTHON=/path/to/python3.12
If apt-get itself failed above, see whether the network and the Debian mirror can be reached.
MESSAGE
    exit 1
}

export PYTHONPATH="$stack_dir" PYTHONDONTWRITEBYTECODE=1
