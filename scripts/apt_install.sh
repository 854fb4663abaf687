#!/bin/sh
# Install Debian packages as root without letting the daemons among them start.
set -eu
policy=/usr/sbin/policy-rc.d

# A package that brings a daemon starts it and takes its port. This file is Debian's way to say no; where the
# machine has its own answer, that is left as it is.
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
echo "Installing with apt-get: $*"
apt-get -qq update
apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null
