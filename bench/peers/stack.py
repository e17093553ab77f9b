"""The servers that lookups are held against: nginx with a static answer, and nginx → Spring Boot → PostgreSQL with the same rows."""
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
WAIT_S = 120
NGINX = """
worker_processes 2;
error_log {folder}/nginx.log;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx_body; proxy_temp_path {folder}/nginx_proxy; fastcgi_temp_path {folder}/nginx_fastcgi;
    uwsgi_temp_path {folder}/nginx_uwsgi; scgi_temp_path {folder}/nginx_scgi;
    keepalive_requests 1000000000;
    default_type application/json;
    {more}
}}
"""
STATIC = """open_file_cache max=16; open_file_cache_valid 600s;
    server {{ listen 127.0.0.1:{port}; root {folder}; location / {{ rewrite ^ /answer.json break; }} }}"""
# As nginx's guide has it for speed: connections to Spring are kept.
PROXY = """upstream spring {{ server 127.0.0.1:{behind}; keepalive 64; keepalive_requests 1000000000; }}
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://spring; proxy_http_version 1.1; proxy_set_header Connection ""; }} }}"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Until it answers, with any status."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not answer at {url}")


class Servers:
    """Processes of a block; their CPU seconds so far are those of all that they started."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=60)

    def start(self, command: list, **more) -> subprocess.Popen:
        with open(self.folder / f"{Path(str(command[0])).name}.out", "ab") as out:
            more = {"stdout": out, "stderr": out} | more
            process = subprocess.Popen([str(word) for word in command], **more)
        self.processes.append(process)
        return process

    def nginx(self, more: str, **values) -> int:
        port = free_port()
        config = self.folder / f"nginx{port}.conf"
        config.write_text(NGINX.format(folder=self.folder, more=more.format(folder=self.folder, port=port, **values)))
        os.chmod(self.folder, 0o755)
        process = self.start(["/usr/sbin/nginx", "-p", self.folder, "-c", config, "-g", "daemon off;"])
        wait_for(f"http://127.0.0.1:{port}/", process)
        return port

    def postgres(self) -> tuple[int, list[str]]:
        """Its port, and psql's words for it. It refuses to be root."""
        binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        account = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        home = self.folder / "postgres"
        home.mkdir()
        if account:
            shutil.chown(home, "postgres", "postgres")
        subprocess.run([*account, binaries / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
                       check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        self.start([*account, binaries / "postgres", "-D", home / "data", "-p", port, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
                    "-c", f"unix_socket_directories={home}", "-c", "shared_buffers=4GB", "-c", "max_wal_size=8GB"])
        psql = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
        end = time.monotonic() + WAIT_S
        while subprocess.run([*psql, "-c", "SELECT 1"], capture_output=True).returncode != 0 and time.monotonic() < end:
            time.sleep(0.1)
        return port, psql

    def spring(self, jar: Path, database_port: int) -> int:
        port = free_port()
        process = self.start(["java", "-Xmx1g", "-jar", jar, f"--server.port={port}",
                              f"--spring.datasource.url=jdbc:postgresql://127.0.0.1:{database_port}/postgres"])
        wait_for(f"http://127.0.0.1:{port}/", process)
        return port

    def cpu(self) -> float:
        return sum(cpu_of_tree(process.pid) for process in self.processes)


def cpu_of_tree(root: int) -> float:
    """User and system seconds of a process, of those that it started and of theirs, ended ones included once they were waited for."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        pid = int(stat.parent.name)
        children.setdefault(int(words[1]), []).append(pid)
        used[pid] = sum(map(int, words[11:15]))
    waiting, ticks = [root], 0
    while waiting:
        pid = waiting.pop()
        ticks += used.get(pid, 0)
        waiting += children.get(pid, [])
    return ticks / os.sysconf("SC_CLK_TCK")


def spring_jar() -> Path | None:
    """Built by Maven; None where that or Java is missing, or Maven Central cannot be reached."""
    jar = HERE / "spring/target/subjects.jar"
    if not shutil.which("java") or not (jar.exists() or shutil.which("mvn")):
        return None
    if not jar.exists():
        subprocess.run(["mvn", "-q", "-B", "package"], cwd=HERE / "spring", check=False)
    return jar if jar.exists() else None
