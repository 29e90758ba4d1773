#!/usr/bin/env bash
# FollowTheMoney's own library, in a place of its own (.venv-judges), to judge our exports in the tests.
# It compiles PyICU, so it needs a C++ compiler, pkg-config and libicu-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=.venv-judges/.judges
[ -e "$stamp" ] && [ "$stamp" -nt requirements/judges.lock ] && exit 0
"${PYTHON:-python3}" -m venv .venv-judges
.venv-judges/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/judges.lock
.venv-judges/bin/ftm --help >/dev/null
touch "$stamp"
