FROM python:3.12-slim AS build
WORKDIR /source
RUN python -m venv /app
COPY requirements.runtime.lock .
RUN /app/bin/pip install --no-cache-dir --require-hashes --requirement requirements.runtime.lock
COPY . .
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
# It runs as nobody, and writes to nothing but /data: run it with a read-only root, as compose.yml does.
RUN install --directory --owner=65534 --group=65534 /data
COPY --from=build /app /app
ENV PATH="/app/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:////data/readiness.db
USER 65534:65534
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=4s --start-period=10s CMD ["python", "-c", \
    "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
CMD ["readiness", "serve"]
