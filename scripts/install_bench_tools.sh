#!/bin/sh
# Bring what the bench compares with and drives: as root on Debian install what is missing, elsewhere name it.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

"$(dirname "$0")/install_test_tools.sh"

missing=""
command -v gcc >/dev/null || command -v cc >/dev/null || missing="$missing gcc libc6-dev"
[ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] || [ -e /usr/lib64/nginx/modules/ngx_nchan_module.so ] ||
    missing="$missing libnginx-mod-nchan"

if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 # one word for each package
    exec "$(dirname "$0")/apt_install.sh" $missing
fi
echo "Not installed, so what needs them will be skipped:$missing" >&2
