"""How the web processes run: read by gunicorn, beside the settings of the site."""

import hashlib
import logging
import os
import shutil
from pathlib import Path

instance = Path(os.environ["TONGQIAO_INSTANCE"]).resolve()
memory = Path("/dev/shm")
# Files that are written as memory is: on a full disk that would end the process that answers.
name = f"tongqiao-figures-{hashlib.sha256(bytes(instance)).hexdigest()[:16]}"
place = memory / name if memory.is_dir() else instance / "figures"
figures = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(place)))

# The library decides when it is imported whether it counts for one process or for several.
from prometheus_client import multiprocess  # noqa: E402

bind = os.environ.get("TONGQIAO_BIND", "127.0.0.1:8001")
workers = int(os.environ.get("TONGQIAO_WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 30
keepalive = 75
preload_app = True
umask = 0o077
worker_tmp_dir = str(memory) if memory.is_dir() else None
# Who asked from where is the proxy's to log; the site logs each request by its endpoint.
accesslog = None
# Only the site itself, by TONGQIAO_PROXIES, says which headers of a proxy are believed.
forwarded_allow_ips = ""


def on_starting(server):
    """Begin with empty figures, and with every page read: an upgrade changes the files beneath us.

    Figures of processes that are gone would be added up for ever.
    """
    pages = server.app.wsgi().jinja_env
    for page in pages.list_templates():
        pages.get_template(page)
    figures.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in figures.glob("*.db"):
        path.unlink()


def when_ready(_server):
    """Let gunicorn's own lines go the way of the site's, which has been loaded by now."""
    logger = logging.getLogger("gunicorn.error")
    logger.handlers.clear()
    logger.propagate = True


def child_exit(_server, worker):
    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server):
    shutil.rmtree(figures, ignore_errors=True)
