"""What `keras-gans explore` does."""

import typer

from keras_gans.commands.actions.checks import check_generates
from keras_gans.commands.actions.checks import check_unused
from keras_gans.explorer.serve import check_gradio
from keras_gans.explorer.serve import free_port
from keras_gans.explorer.serve import serve
from keras_gans.explorer.space import write_space


def explore(given, source, port, share, space):
    check_generates("SOURCE", source)
    if space is not None:
        check_unused(given, ["port", "share"], "the page, without --space")
        write_space(source, space)
        typer.echo(
            f"Wrote {space}. Upload it with `hf upload user/name {space} "
            "--repo-type space`, or run `python app.py` in it to try it."
        )
        return
    check_gradio()
    free = free_port(port)
    if free != port:
        typer.echo(f"Port {port} is in use; using port {free} instead.")
    serve(source, free, share, typer.echo)
