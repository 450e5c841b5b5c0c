"""Downloads that end too early."""

import gzip
import http.server
import io
import tarfile
import threading

import pytest

from keras_gans.metrics.extractors import fid_weights


def archive():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=0) as tar:
        member = tarfile.TarInfo("graph.pb")
        member.size = 100_000
        tar.addfile(member, io.BytesIO(bytes(member.size)))
    return file.getvalue()


WHOLE = archive()


class Handler(http.server.BaseHTTPRequestHandler):
    """Sends what the path says: whole, half, or half of what it announces."""

    def do_GET(self):
        content = WHOLE if "whole" in self.path else WHOLE[: len(WHOLE) // 2]
        self.send_response(200)
        if "announced" in self.path:
            self.send_header("Content-Length", str(len(WHOLE)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["half", "half-announced"])
def test_half_a_download_is_not_kept(tmp_path, monkeypatch, server, kind):
    monkeypatch.setattr(fid_weights, "URL", f"{server}/{kind}")
    path = tmp_path / "weights.tgz"
    with pytest.raises(ConnectionError, match="could not be downloaded"):
        fid_weights._download(path)
    assert not list(tmp_path.iterdir())


def test_a_whole_download_replaces_half_of_one(tmp_path, monkeypatch, server):
    monkeypatch.setattr(fid_weights, "URL", f"{server}/whole")
    path = tmp_path / "weights.tgz"
    path.write_bytes(WHOLE[:1000])
    fid_weights._download(path)
    assert path.read_bytes() == WHOLE
    assert gzip.decompress(path.read_bytes())
    assert [p.name for p in tmp_path.iterdir()] == ["weights.tgz"]
