"""A real WordPress on loopback, from Debian's programs: MariaDB on a socket, PHP's own web server before it."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self, cast

import pytest
import requests

from office import until
from ports import free_port

SOURCE = Path("/usr/share/wordpress")
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
MODULES = {"mysqli", "gd", "xml", "mbstring"}
PACKAGES = "wordpress php-cli php-mysql php-gd php-xml php-mbstring mariadb-server"
PATIENCE = 60.0
"""Seconds until the servers must be there; they take about three."""
CONFIG = """<?php
define('DB_NAME', 'site'); define('DB_USER', 'tester'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local');  // application passwords without encryption, which never leave this machine
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG_DISPLAY', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
ROUTER = """<?php
$file = $_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($file)) return false;
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
INSTALL = """<?php
mysqli_report(MYSQLI_REPORT_OFF);
for ($tries = 0; $tries < 600 && !($database = mysqli_connect('localhost', 'tester', '', '', 0, $argv[1])); $tries++)
    usleep(100000);
$database->query('CREATE DATABASE site CHARACTER SET utf8mb4');
function wp_mail() { return true; }
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($argv[2], PHP_URL_HOST) . ':' . parse_url($argv[2], PHP_URL_PORT);
require $argv[3] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('ISO/TC 400', 'admin', 'admin@example.org', true, '', 'only for tests');
update_option('siteurl', $argv[2]); update_option('home', $argv[2]);
update_option('permalink_structure', '/%postname%/'); update_option('default_pingback_flag', 0);
$keys = [];
foreach (['author', 'contributor'] as $role) {
    $id = wp_insert_user(['user_login' => "cakes-$role", 'user_pass' => wp_generate_password(), 'role' => $role,
        'user_email' => "$role@example.org", 'display_name' => 'ISO/TC 400', 'description' => 'Cakes']);
    $made = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Communique'])[0];
    $keys[$role] = WP_Application_Passwords::chunk_password($made);  // with blanks, as people are shown it
}
$keys['category'] = wp_create_category('Cakes');
echo json_encode($keys);
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A WordPress with a committee's author, and a contributor who may not publish."""

    url: str
    author: str
    """The application password of `cakes-author`."""
    contributor: str
    """The application password of `cakes-contributor`."""
    category: int


def lacking() -> list[str]:
    """Name what is not installed."""
    programs = [name for name in ("mariadbd", "mariadb-install-db", "php") if not shutil.which(name, path=PATH)]
    if not (SOURCE / "wp-settings.php").exists():
        programs.append("wordpress")
    if "php" not in programs:
        told = subprocess.run(["php", "-m"], capture_output=True, text=True, check=True, env={"PATH": PATH}).stdout  # noqa: S607
        programs += sorted(f"php's {module}" for module in MODULES - set(told.lower().split()))
    return programs


@contextmanager
def served() -> Iterator[Site]:
    """Run a fresh site; skip, or fail under COMMUNIQUE_REQUIRE_ALL, where programs are missing."""
    if missing := lacking():
        reason = f"needs {', '.join(missing)}: install Debian's packages {PACKAGES}"
        if os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with ExitStack() as running:
        folder = Path(tempfile.mkdtemp(prefix="wordpress"))  # a socket's path must be short
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        running.enter_context(database(folder))
        yield running.enter_context(web(folder))


@contextmanager
def database(folder: Path) -> Iterator[None]:
    """Run MariaDB on a socket in the folder; it listens on no port."""
    data, user = folder / "data", f"--user={os.environ.get('USER', 'root') if os.geteuid() else 'root'}"
    with (folder / "database.log").open("w") as log:
        make = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", user, "--skip-test-db"]
        subprocess.run(make, check=True, stdout=log, stderr=log, env={"PATH": PATH})
        options = ["--skip-grant-tables", "--skip-networking", "--innodb-flush-log-at-trx-commit=0"]
        start = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={folder / 'socket'}", user, *options]
        with ended(subprocess.Popen(start, stdout=log, stderr=log, env={"PATH": PATH})):
            yield


@contextmanager
def web(folder: Path) -> Iterator[Site]:
    """Install WordPress into the folder and serve it."""
    root, port = folder / "site", free_port()
    url = f"http://127.0.0.1:{port}"
    shutil.copytree(SOURCE, root, ignore=shutil.ignore_patterns(".htaccess", "wp-config.php"))
    (root / "wp-config.php").write_text(CONFIG.format(socket=folder / "socket"))
    (folder / "router.php").write_text(ROUTER)
    (folder / "install.php").write_text(INSTALL)
    install = ["php", folder / "install.php", folder / "socket", url, root]
    told = subprocess.run(install, check=True, capture_output=True, text=True, env={"PATH": PATH})
    serve = ["php", "-S", url.removeprefix("http://"), "-t", root, folder / "router.php"]
    with (folder / "web.log").open("w") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log, env={"PATH": PATH})
        with ended(process):
            await_start(folder / "web.log", process)
            yield Site(url=url, **json.loads(told.stdout))


class Gateway(ThreadingHTTPServer):
    """A way to a site on which an answer can be lost, or something can happen first."""

    def __init__(self, site: Site) -> None:
        """Take a free port."""
        super().__init__(("127.0.0.1", 0), Passing)
        self.site = site
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lost: list[str] = []
        self.first: dict[str, Callable[[], object]] = {}

    def lose(self, path: str) -> None:
        """Let the answer to the next POST on a path that ends so get lost on its way back."""
        self.lost.append(path)

    def before(self, path: str, happen: Callable[[], object]) -> None:
        """Let something happen before the next POST on a path that ends so."""
        self.first[path] = happen

    def __enter__(self) -> Self:
        """Begin to serve."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


class Passing(BaseHTTPRequestHandler):
    """One connection of a gateway."""

    def do_POST(self) -> None:
        """Pass a request on, and its answer back."""
        gateway = cast("Gateway", self.server)
        path = self.path.partition("?")[0]
        marks = [mark for mark in (*gateway.lost, *gateway.first) if self.command == "POST" and path.endswith(mark)]
        gateway.first.pop(marks[0] if marks else "", lambda: None)()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url, headers = f"{gateway.site.url}{self.path}", {k: v for k, v in self.headers.items() if k != "Host"}
        answer = requests.request(self.command, url, data=body, headers=headers, timeout=PATIENCE)
        if marks and marks[0] in gateway.lost:
            gateway.lost.remove(marks[0])
            return
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_DELETE = do_POST  # noqa: N815 -- the standard library's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a program of ours by its number."""
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def await_start(log: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until PHP says that it serves."""

    def started() -> bool:
        if process.poll() is not None:
            pytest.fail(f"PHP does not serve: {log.read_text()}")
        return "started" in log.read_text()

    until("PHP serves", started)
