# One image for every Rotative process; docker-compose.yml says which runs what.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/rotative && /opt/rotative/bin/pip install --require-hashes -r requirements.lock
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md ./
COPY config config
COPY pipeline pipeline
COPY workers workers
COPY web web
COPY cli cli
COPY seeds seeds
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /dist . \
    && /opt/rotative/bin/pip install --no-deps --no-index /dist/*.whl \
    && /opt/rotative/bin/pip uninstall --yes pip

FROM python:3.11-slim-bookworm
# /data serves who runs the image by itself; with the URLs of services set nothing is written there.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rotative \
    && install --directory --owner=rotative --mode=700 /data
COPY --from=build /opt/rotative /opt/rotative
ENV PATH=/opt/rotative/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ROTATIVE_DATA_DIR=/data ROTATIVE_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["rotative"]
CMD ["--help"]
