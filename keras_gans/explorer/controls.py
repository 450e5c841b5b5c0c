"""Controls that several tabs of the explorer have, and what moves them."""

import functools
import html

import gradio as gr

from keras_gans.models.labels import Attributes

# The class that follows from the seed.
OF_SEED = ""


def seed(value, label="Seed"):
    """A field for a seed."""
    return gr.Number(value, label=label, precision=0, minimum=0)


def label(views, title="Label", none="follows from the seed"):
    """A choice of a label; nothing for models without labels.

    Args:
        views: `Views`.
        title: Text.
        none: Text, what no choice of a class means.
    """
    if not views.model.uses_labels:
        return gr.State(None)
    names = views.model.label_names
    if isinstance(views.model.labels, Attributes):
        return gr.CheckboxGroup(list(names), label=title)
    choices = [(none, OF_SEED), *zip(names, names)]
    return gr.Dropdown(choices, value=OF_SEED, label=title)


def truncation(views):
    """A slider of psi."""
    least, most, none = views.truncation
    return gr.Slider(
        least,
        most,
        none,
        step=0.05,
        label="Truncation",
        info=f"{none:g} does not truncate; less gives more similar images",
    )


def picture(value, label, show_label=False):
    """A picture, which can be downloaded."""
    return gr.Image(
        value,
        label=label,
        alt_text=label,
        show_label=show_label,
        elem_classes="picture",
        format="png",
        interactive=False,
        buttons=["download", "fullscreen"],
    )


def follow(function, inputs, outputs):
    """Computes outputs anew whenever an input changes.

    While one is computed, only the last change waits.
    """
    gr.on(
        [x.change for x in inputs if not isinstance(x, gr.State)],
        told(function),
        inputs,
        outputs,
        show_progress="hidden",
        trigger_mode="always_last",
        concurrency_id="pictures",
        api_visibility="private",
    )


def told(function):
    """The function, whose errors users see in words."""

    @functools.wraps(function)
    def wrapped(*args):
        try:
            return function(*args)
        except (OSError, TypeError, ValueError) as error:
            text = html.escape(str(error), quote=False)
            raise gr.Error(text, print_exception=False) from error

    return wrapped
