FROM python:3.12-slim AS build
WORKDIR /source
RUN python -m venv /app
COPY requirements.runtime.lock .
RUN /app/bin/pip install --no-cache-dir --require-hashes --requirement requirements.runtime.lock
COPY . .
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
# Nothing but /data is written to, so the container can run with a read-only root.
RUN install --directory --owner=10001 --group=10001 /data
COPY --from=build /app /app
ENV PATH="/app/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:////data/readiness.db
USER 10001:10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=4s --start-period=10s CMD ["python", "-c", \
    "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
CMD ["readiness", "serve"]
