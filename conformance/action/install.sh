#!/usr/bin/env bash
# Installs m2m-conformance into an environment of its own.
#   M2M_PACKAGE  what pip installs: a checkout of the repository, or a requirement
#   M2M_HOME     where the environment is made
#   M2M_PYTHON   the Python that makes it (python3)
set -euo pipefail

python=${M2M_PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "m2m-conformance: it needs Python 3.11 or later, and $python is not; name one in M2M_PYTHON" >&2
    exit 2
fi
"$python" -m venv "$M2M_HOME"
PIP_DISABLE_PIP_VERSION_CHECK=1 "$M2M_HOME/bin/python" -m pip install --quiet "$M2M_PACKAGE"
"$M2M_HOME/bin/m2m-conformance" --version
