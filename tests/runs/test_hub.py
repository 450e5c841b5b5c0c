"""Publishing to a stand-in of the hub, and loading from it.

The stand-in answers what `huggingface_hub` asks. Its address is that of
HF_ENDPOINT, which is read when a process begins.
"""

import base64
import http.server
import json
import os
import subprocess
import threading

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("huggingface_hub")

import keras_gans as kg
from keras_gans.runs import hub
from tests.commands.helpers import call
from tests.commands.helpers import command
from tests.commands.helpers import refused

SHA = "0" * 40


class Hub(http.server.BaseHTTPRequestHandler):
    """Keeps the files of one repository in the server's `files`."""

    def log_message(self, *args):
        pass

    def answer(self, content, status=200, **headers):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", len(content))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_POST(self):
        self.server.asked.append((self.path, self.headers["Authorization"]))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/api/repos/create":
            url = f"http://{self.headers['Host']}/me/faces"
            self.answer({"url": url, "id": "me/faces"})
        elif self.path.endswith("/preupload/main"):
            asked = json.loads(body)["files"]
            files = [
                {"path": f["path"], "uploadMode": "regular"} for f in asked
            ]
            for file in files:
                file |= {"shouldIgnore": False}
            self.answer({"files": files})
        elif self.path.endswith("/commit/main"):
            for line in map(json.loads, body.splitlines()):
                if line["key"] == "file":
                    content = base64.b64decode(line["value"]["content"])
                    self.server.files[line["value"]["path"]] = content
            self.answer(
                {
                    "commitUrl": f"http://{self.headers['Host']}/me/faces",
                    "commitOid": SHA,
                    "success": True,
                }
            )
        else:
            self.answer({})

    def do_GET(self):
        name = self.path.partition("?")[0].partition(f"/resolve/{SHA}/")[2]
        if name in self.server.files:
            tags = {"ETag": f'"{name}"', "X_Repo_Commit": SHA}
            self.answer(self.server.files[name], **tags)
        elif self.path.startswith("/api/models/me/faces"):
            siblings = [{"rfilename": n} for n in self.server.files]
            if "/tree/" in self.path:
                siblings = [
                    {"type": "file", "path": n, "size": len(c), "oid": n}
                    for n, c in self.server.files.items()
                ]
                self.answer(siblings)
                return
            self.answer({"id": "me/faces", "sha": SHA, "siblings": siblings})
        else:
            headers = {"X_Error_Code": "RepoNotFound"}
            self.answer({"error": "Repository not found"}, 404, **headers)

    do_HEAD = do_GET


@pytest.fixture
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.files, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def run(server, folder, *arguments):
    environment = os.environ | {
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "HF_HOME": str(folder),
        "HF_HUB_DISABLE_XET": "1",
        "HF_TOKEN": "my-token",
    }
    return subprocess.run(
        command(*arguments), env=environment, capture_output=True, text=True
    )


@pytest.mark.slow  # Three processes.
def test_what_is_published_loads_elsewhere(server, tiny_run, tmp_path):
    publish = ["publish", tiny_run, "hf://me/faces", "--licence", "mit"]
    result = run(server, tmp_path / "home", *publish)
    assert result.returncode == 0, result.stderr
    assert "Published at" in result.stdout
    assert {key for _, key in server.asked} == {"Bearer my-token"}
    assert {
        "README.md",
        "card.json",
        "config.json",
        "metadata.json",
        "model.weights.h5",
        "samples.png",
    } <= server.files.keys()
    assert b'kg.load("hf://me/faces")' in server.files["README.md"]
    grid = tmp_path / "grid.png"
    sample = ["sample", "hf://me/faces", "-n", 4, "--seed", 0, "-o"]
    result = run(server, tmp_path / "home", *sample, grid)
    assert result.returncode == 0, result.stderr
    call("sample", tiny_run, "-n", 4, "--seed", 0, "-o", tmp_path / "own.png")
    assert grid.read_bytes() == (tmp_path / "own.png").read_bytes()
    missing = ["sample", "hf://me/nothing", "-o", grid]
    result = run(server, tmp_path / "home", *missing)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: Could not download hf://me/nothing")
    assert result.stderr.count("\n") == 1


def test_nothing_is_published_without_a_token(tiny_run, tmp_path, monkeypatch):
    monkeypatch.setattr(hub.library(), "get_token", lambda: None)
    result = call("publish", tiny_run, "hf://me/faces")
    refused(result, "Publishing needs your token", "HF_TOKEN", "hf://me/faces")
    refused(call("publish", tiny_run, "hf://faces"), "must be hf://user/name")
    with pytest.raises(ValueError, match="must be hf://user/name"):
        kg.load("hf://faces")
