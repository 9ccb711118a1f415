# One image for the server and the workers: `docker compose up` starts both from it.

FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Packages first, by exact version and as wheels only: this layer is kept while our own code changes.
# The script takes the CPU build of torch, and `--verify` fails if anything brought CUDA along.
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY scripts/install_torch.py scripts/
COPY checker/__init__.py checker/
RUN pip install --constraint requirements.lock --only-binary :all: pip hatchling editables \
 && python scripts/install_torch.py \
 && pip install --constraint requirements.lock --only-binary :all: --no-build-isolation --editable . \
 && python scripts/install_torch.py --verify

FROM python:3.11-slim
# A fixed number, so that the owner of a mounted folder can be set from outside.
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin checker \
 && install --directory --owner checker --mode 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY pyproject.toml worker.py ./
COPY checker checker
COPY corpus corpus
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    CHECKER_DATA_DIR=/data
USER checker
VOLUME /data
EXPOSE 8000
# Inside a container every address is reachable from outside: without API keys this refuses to start.
CMD ["checker", "serve", "--host", "0.0.0.0", "--port", "8000"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
