"""Where the page is opened, and what it is without Gradio."""

import socket
import sys

import pytest

from keras_gans.explorer import serve
from tests.commands.helpers import call
from tests.commands.helpers import refused


def test_a_port_in_use_is_passed_over():
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert taken < serve.free_port(taken) < taken + serve.PORTS
    assert serve.free_port(taken) == taken


def test_all_ports_in_use(monkeypatch):
    monkeypatch.setattr(serve, "PORTS", 1)
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(OSError, match=f"from {taken} to {taken}"):
            serve.free_port(taken)


def test_the_command_without_gradio(monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    result = call("explore", "dcgan-mnist")
    refused(result, "needs gradio", "pip install 'keras-gans[explore]'")
    refused(call("explore", "dcgan-mnits"), "Did you mean", "dcgan-mnist")


def test_the_command_says_which_port_it_takes(monkeypatch):
    from keras_gans.commands.actions import explore as action

    served = []
    monkeypatch.setattr(action, "check_gradio", lambda: None)
    monkeypatch.setattr(action, "serve", lambda *args: served.append(args))
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        result = call("explore", "dcgan-mnist", "--port", taken)
    ((source, port, share, _),) = served
    assert (source, share) == ("dcgan-mnist", False) and port > taken
    assert f"Port {taken} is in use; using port {port}" in result.output
