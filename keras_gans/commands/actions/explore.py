"""What `keras-gans explore` does."""

import typer

from keras_gans.commands.actions.checks import check_generates
from keras_gans.explorer.serve import check_gradio
from keras_gans.explorer.serve import free_port
from keras_gans.explorer.serve import serve


def explore(source, port, share, space):
    check_generates("SOURCE", source)
    check_gradio()
    free = free_port(port)
    if free != port:
        typer.echo(f"Port {port} is in use; port {free} is taken instead.")
    serve(source, free, share, typer.echo)
