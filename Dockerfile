# 护航 1311 in production: the same steps as `make setup`, run by the same script.
# The version of Python is the one that the tests run on.
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 HUHANG_VAR=/srv/huhang/var HUHANG_VENV=/srv/huhang/.venv
WORKDIR /srv/huhang

# What changes rarely comes first, so that a new version of the code installs nothing again.
COPY requirements.txt requirements-data.txt requirements-node.txt package.json package-lock.json .npmrc ./
COPY placement/setting_up.py placement/setting_up.py
RUN python placement/setting_up.py --production && rm -rf node_modules /root/.npm

COPY . .
# The catalogue and the static files need no secret of the running system, only some value in their place.
RUN EMBEDDED=yes SECRET_KEY=build SEALING_KEY=build .venv/bin/python manage.py prepare --files-only \
 && useradd --system --home /srv/huhang huhang && chown -R huhang var
USER huhang
EXPOSE 8000
# Threads: a worker without them is killed in the middle of a download that takes longer than the timeout.
CMD [".venv/bin/gunicorn", "placement.wsgi:application", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--timeout=30", "--max-requests=5000", "--max-requests-jitter=500"]
