"""The page of the explorer.

`keras-gans explore` opens it. In a Space, this file is the program, and the
model lies beside it.
"""

from pathlib import Path

import gradio as gr

from keras_gans.explorer import real_or_generated
from keras_gans.explorer import tabs
from keras_gans.explorer.uploads import MEGABYTES
from keras_gans.explorer.views import Views
from keras_gans.runs.card_text import summary
from keras_gans.runs.cards import card_of
from keras_gans.runs.cards import run_config
from keras_gans.runs.loading import load
from keras_gans.runs.sources import name_of

# Pictures come in their own size. On a phone, controls move below the picture,
# which stays in sight.
CSS = """
.picture .image-frame {width: 100%}
.picture img {
  width: 100%; max-height: 55vh; object-fit: contain;
  image-rendering: pixelated;
}
.gradio-container {overflow: clip !important}
.stays {position: sticky; top: 0; z-index: 60; align-self: flex-start}
"""
# Arguments of `launch`.
OPTIONS = {
    "css": CSS,
    "footer_links": [],
    "max_file_size": MEGABYTES * 2**20,
    "ssr_mode": False,
    "theme": gr.themes.Default(font="sans-serif", font_mono="monospace"),
}
# Pictures that were shown are deleted after an hour, in seconds.
CACHE = (600, 3600)


def page(source):
    """The page on a trained model, `gradio.Blocks`.

    Args:
        source: As for `loading.load`.

    Raises:
        ValueError: If the model makes nothing that can be shown, or as `load`.
    """
    model = load(source)
    views = Views(model)
    blocks = gr.Blocks(
        title=f"{name_of(source)}: explorer",
        analytics_enabled=False,
        delete_cache=CACHE,
    )
    with blocks:
        gr.Markdown(f"### {summary(model, card_of(source))}")
        with gr.Tabs(overflow_behavior="wrap"):
            _tabs(views, source)
    return blocks


def _tabs(views, source):
    shown = {
        "Samples": tabs.samples,
        "Interpolation": tabs.interpolation,
        "Directions": tabs.directions,
        "Arithmetic": tabs.arithmetic,
    }
    if views.has_styles:
        shown["Style mixing"] = tabs.mixing
    if views.takes_uploads:
        shown["Projection"] = tabs.projection
    if run_config(source):  # Which names the real images.
        shown["Real or generated?"] = lambda views: real_or_generated.tab(
            views.model, source
        )
    for name, tab in shown.items():
        with gr.Tab(name):
            tab(views)


if __name__ == "__main__":
    page(Path(__file__).with_name("model")).launch(**OPTIONS)
