# Two images from one checkout: `app` serves the party, `nginx` stands in front with the same static files.
# Packages are fetched in the first two stages only, and nothing at run time.

FROM python:3.11-slim AS vendor
WORKDIR /partywall
COPY requirements-node.lock package.json package-lock.json .npmrc ./
COPY scripts/with_node.sh scripts/vendor.py scripts/compress_static.js scripts/places_table.py scripts/
RUN python -m venv /venv \
    && scripts/with_node.sh /venv npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
COPY static static
RUN python scripts/vendor.py && scripts/with_node.sh /venv node scripts/compress_static.js \
    && mkdir -p app/albums && python scripts/places_table.py

FROM python:3.11-slim AS packages
# `--build-arg LOCKS="requirements.lock requirements-nudity.lock"` adds the check for nakedness (175 MB).
ARG LOCKS=requirements.lock
COPY requirements.lock requirements-nudity.lock requirements-book.lock ./
RUN python -m venv /venv \
    && for lock in $LOCKS; do \
       /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes -r "$lock" || exit 1; done

FROM python:3.11-slim AS app
# exiftool: names and captions in the copies that hosts take home. For the book (LOCKS with requirements-book.lock):
# `--build-arg PACKAGES="libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"`.
ARG PACKAGES=
RUN apt-get -qq update \
    && apt-get -qq install -y --no-install-recommends libimage-exiftool-perl $PACKAGES >/dev/null \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /partywall
COPY --from=packages /venv /venv
COPY app app
COPY --from=vendor /partywall/app/albums/places.table app/albums/places.table
COPY demo demo
COPY templates templates
COPY translations translations
COPY --from=vendor /partywall/static static
# The volume takes its owner from this folder when it is first mounted.
RUN python -m compileall -q app demo && install -d -o 10001 -g 10001 -m 0755 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PARTYWALL_DATA_DIR=/data
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-m", "app", "healthcheck"]
CMD ["python", "-m", "app", "serve"]

FROM nginx:stable AS nginx
# The start renders the configuration into this folder as the user below.
RUN rm -f /etc/nginx/conf.d/* && chown 101:101 /etc/nginx/conf.d
COPY nginx/nginx.conf /etc/nginx/nginx.conf
COPY nginx/snippets /etc/nginx/snippets
COPY nginx/errors /usr/share/partywall/errors
COPY nginx/default.conf.template /etc/nginx/templates/default.conf.template
COPY nginx/max-body.envsh /docker-entrypoint.d/10-max-body.envsh
COPY nginx/https.envsh /docker-entrypoint.d/11-https.envsh
COPY static /usr/share/partywall/static
COPY --from=vendor /partywall/static/vendor /usr/share/partywall/static/vendor
ENV NGINX_ENVSUBST_FILTER=^PARTYWALL_ \
    NGINX_ENTRYPOINT_QUIET_LOGS=1 \
    PARTYWALL_LISTEN=8080 \
    PARTYWALL_LISTEN_HTTPS="8443 ssl; http2 on" \
    PARTYWALL_HTTPS_DIR=/etc/nginx/https \
    PARTYWALL_UPSTREAM=unix:/data/app.sock \
    PARTYWALL_DATA_DIR=/data \
    PARTYWALL_FILES_IN=folder \
    PARTYWALL_STATIC_DIR=/usr/share/partywall/static \
    PARTYWALL_ERRORS_DIR=/usr/share/partywall/errors
# The image's own nginx user.
USER 101:101
EXPOSE 8080 8443
# /tmp is the prefix: the one place that this user may write to.
CMD ["nginx", "-p", "/tmp/", "-e", "stderr", "-g", "daemon off;"]
