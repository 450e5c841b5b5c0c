"""The tabs of the explorer that show the latent space."""

import gradio as gr

from keras_gans.explorer import controls
from keras_gans.explorer.uploads import MEGABYTES
from keras_gans.explorer.uploads import MEGAPIXELS

GRID = 16
# Standard deviations of a latent, the most that a slider moves.
REACH = 3
# Gradio fills it in for each call.
PROGRESS = gr.Progress()


def samples(views):
    """A grid of samples by seed, label and truncation."""

    def grid(*chosen):
        picture, seeds = views.samples(*chosen)
        return (
            picture,
            f"Its rows begin with seeds {', '.join(map(str, seeds))}.",
        )

    first, text = grid(0, GRID)
    with gr.Row():
        with gr.Column(scale=3, elem_classes="stays"):
            shown = controls.picture(first, "Samples")
            rows = gr.Markdown(text)
        with gr.Column(scale=2):
            inputs = [
                controls.seed(0, "First seed"),
                gr.Slider(1, 64, GRID, step=1, label="Number of images"),
                controls.label(views),
                controls.truncation(views),
            ]
    controls.follow(grid, inputs, [shown, rows])


def interpolation(views):
    """The way from one seed to another."""

    def ends(seed_a, seed_b, label_a, label_b, psi):
        pairs = ((seed_a, label_a), (seed_b, label_b))
        return [views.codes([seed], label, psi) for seed, label in pairs]

    def at(t, *chosen):
        return views.between(ends(*chosen), t)

    def way(*chosen):
        return views.way(ends(*chosen))

    first = ends(1, 2, *[None, None], None)
    with gr.Row():
        with gr.Column(scale=3, elem_classes="stays"):
            shown = controls.picture(views.between(first, 0.5), "On the way")
            t = gr.Slider(0, 1, 0.5, step=0.01, label="From A (0) to B (1)")
        with gr.Column(scale=2):
            inputs = [
                controls.seed(1, "Seed A"),
                controls.seed(2, "Seed B"),
                controls.label(views, "Label of A"),
                controls.label(views, "Label of B"),
                controls.truncation(views),
            ]
            row = controls.picture(views.way(first), "The whole way")
    controls.follow(at, [t, *inputs], shown)
    controls.follow(way, inputs, row)


def directions(views):
    """An image, moved along directions."""
    methods = views.methods

    def moved(seed, label, psi, method, *amounts):
        codes = views.codes([seed], label, psi)
        return views.moved(codes, method, amounts)

    n = len(views.directions(methods[0]))
    first = moved(1, None, None, methods[0], *[0] * n)
    with gr.Row():
        with gr.Column(scale=3, elem_classes="stays"):
            shown = controls.picture(first, "Moved along directions")
        with gr.Column(scale=2):
            seed = controls.seed(1)
            sliders = [
                gr.Slider(-REACH, REACH, 0, step=0.1, label=f"Direction {i}")
                for i in range(1, n + 1)
            ]
            back = gr.Button("Back to the seed")
            label = controls.label(views)
            psi = controls.truncation(views)
            method = gr.Radio(
                methods,
                value=methods[0],
                label="Method",
                info="sefa: from the first layer's weights; pca: from "
                "principal components, which take a while the first time",
            )
    controls.follow(moved, [seed, label, psi, method, *sliders], shown)
    back.click(
        lambda: [0] * n,
        outputs=sliders,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def arithmetic(views):
    """A - B + C of concepts, each the mean of some seeds."""
    texts = {"A": "1,5,9", "B": "2,4,7", "C": "3,8,12"}
    rows = views.arithmetic(*texts.values())
    gr.Markdown(
        "A concept is the mean of some seeds: choose those whose images show "
        "it, such as smiling women for A, other women for B and men for C. "
        "Rows A, B and C end in their mean; the last row is A - B + C and "
        "three images near it."
    )
    with gr.Row():
        with gr.Column(scale=3, elem_classes="stays"):
            shown = controls.picture(rows, "Concepts and their sum")
        with gr.Column(scale=2):
            inputs = [
                gr.Textbox(text, label=f"Seeds of {name}")
                for name, text in texts.items()
            ]
            inputs += [controls.label(views), controls.truncation(views)]
    controls.follow(views.arithmetic, inputs, shown)


def mixing(views):
    """The coarse styles of one seed with the fine ones of another."""

    def mixed(layer, seed_a, seed_b, label, psi):
        a, b = (views.codes([s], label, psi) for s in (seed_a, seed_b))
        return views.mixed(a, b, layer)

    n = views.layers
    with gr.Row():
        with gr.Column(scale=3, elem_classes="stays"):
            first = mixed(n // 2, 1, 2, None, None)
            shown = controls.picture(first, "Mixed")
            layer = gr.Slider(
                *(0, n, n // 2),
                step=1,
                label="Layers with the style of A",
                info=f"the coarse ones first; 0 is B alone, {n} is A alone",
            )
        with gr.Column(scale=2):
            inputs = [
                controls.seed(1, "Seed A: shape"),
                controls.seed(2, "Seed B: texture and colours"),
                controls.label(views),
                controls.truncation(views),
            ]
    controls.follow(mixed, [layer, *inputs], shown)


def projection(views):
    """The latent of an uploaded picture."""

    def project(path, label, steps, progress=PROGRESS):
        if path is None:
            raise ValueError("Choose a picture first.")

        def show(step, distance):
            progress((step, steps), desc=f"Distance {distance:.3f}")

        given, found, distance = views.project(path, label, steps, show)
        text = (
            f"Distance **{distance:.3f}**: the root of the mean squared "
            "difference of pixels in [-1, 1]."
        )
        return given, found, text

    with gr.Row():
        with gr.Column(scale=2):
            path = gr.File(
                label=f"A picture, at most {MEGABYTES} MB and {MEGAPIXELS} "
                "megapixels",
                file_types=["image"],
                height=140,
            )
            label = controls.label(views, none="unknown")
            steps = gr.Slider(50, 300, 100, step=10, label="Steps")
            find = gr.Button("Find its latent", variant="primary")
            text = gr.Markdown()
        with gr.Column(scale=3), gr.Row():
            given = controls.picture(None, "As the model sees it", True)
            found = controls.picture(None, "The nearest image found", True)
    find.click(
        controls.told(project),
        [path, label, steps],
        [given, found, text],
        concurrency_limit=1,
        concurrency_id="projection",
        api_visibility="private",
    )
