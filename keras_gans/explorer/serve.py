"""Opens the page of the explorer on this machine."""

import importlib
import socket

HOST = "127.0.0.1"
# Ports that are tried.
PORTS = 100


def check_gradio():
    """Raises unless Gradio is installed.

    Raises:
        ImportError: If it is missing. The message says how to install it.
    """
    try:
        importlib.import_module("gradio")
    except ModuleNotFoundError as error:
        raise ImportError(
            "The explorer needs gradio: `pip install 'keras-gans[explore]'` "
            "or `pip install gradio`."
        ) from error


def free_port(first):
    """The first port from `first` on that is not in use.

    Raises:
        OSError: If 100 of them are in use.
    """
    ports = range(first, min(first + PORTS, 2**16))
    for port in ports:
        with socket.socket() as tried:
            # As the server does: a server that was killed leaves connections.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"All ports from {first} to {ports[-1]} are in use.")


def serve(source, port, share, say):
    """Shows the page until it is interrupted.

    Args:
        source: As for `loading.load`.
        port: Integer, a free port.
        share: Whether to make a public link by Gradio's servers.
        say: Function of a text, which is called with the addresses.

    Raises:
        ImportError: If Gradio is missing.
        ValueError: As `app.page`.
    """
    check_gradio()
    from keras_gans.explorer import app

    blocks = app.page(source)
    _, local, public = blocks.launch(
        server_name=HOST,
        server_port=port,
        share=share,
        quiet=True,
        prevent_thread_lock=True,
        **app.OPTIONS,
    )
    say(f"Open {local} (Ctrl-C ends it)")
    if public:
        say(f"For everybody who has this link: {public}")
    blocks.block_thread()
