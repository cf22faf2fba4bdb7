# One image for every service of docker-compose.yml: the code, the weights and the locked packages.
FROM python:3.12-slim

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

WORKDIR /app

# The packages first: they change less often than the code. Wheels only, so that nothing has to be built here.
COPY requirements.lock ./
RUN python -m pip install --only-binary :all: --require-hashes -r requirements.lock

COPY . .
RUN python -m pip install --no-deps --no-build-isolation --editable . \
    && useradd --create-home --uid 1000 stancewire

USER stancewire

CMD ["stancewire", "--help"]
