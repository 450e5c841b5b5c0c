"""How good pictures are after so many minutes, by a judge of its own.

    pip install torch==2.13.0
    python benchmarks/time_to_quality.py --dataset digits --minutes 3
    python benchmarks/time_to_quality.py --dataset mnist --minutes 10
    python benchmarks/time_to_quality.py --dataset mnist --minutes 3 \
        --images 600 --models sngan sngan+diff sngan+ada

Trains, in turns of a few seconds in one process:

- the models of `--models`, with the settings that `keras-gans train` takes;
  with `:paper`, as in `dcgan:paper`, with those of their papers; with `+diff`
  or `+ada`, as in `sngan+diff`, with this augmentation of both players;
- `tutorial`, the `train_step` of common Keras tutorials, and `pytorch`, the
  loop of common PyTorch examples, both with DCGAN's networks.

At 10, 25, 50 and 100 % of each one's minutes (compilation counts), it judges
its samples (see `judge.py`) beside real images. It prints a table of medians
over the seeds, with the lowest and highest, writes all verdicts as JSON, and
draws the distance over time and a grid of the last samples of each.

`--images` leaves that many to learn from; the judge compares with all.

On a machine that others use too, `--processor --threads 1` counts minutes of
processor time.
"""

import argparse
import dataclasses
import json
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import matplotlib
import numpy as np
import tensorflow as tf
import torch
from judge import Judge
from matplotlib import pyplot as plt
from peers import LATENT_DIM
from peers import EagerTorch
from peers import Tutorial

from keras_gans.images.grids import image_grid
from keras_gans.runs.config import Config

SHARES = (0.1, 0.25, 0.5, 1.0)
TURN = 10.0  # seconds
PEERS_BATCH = 128
SHOWN = (6, 16)  # rows and columns of a grid

now = time.perf_counter


class Clock(keras.callbacks.Callback):
    """Stops a training at the first step after so many seconds."""

    def __init__(self, seconds):
        super().__init__()
        self.end = now() + seconds

    def on_train_batch_end(self, batch, logs=None):
        if now() > self.end:
            self.model.stop_training = True


class Fitted:
    """A Keras model that learns from `data`, which never end."""

    def train(self, seconds):
        self.model.fit(
            self.data,
            epochs=1,
            steps_per_epoch=10**9,
            callbacks=[Clock(seconds)],
            verbose=0,
        )


class Ours(Fitted):
    """A model of the package, in the settings of a command or its paper's."""

    def __init__(self, name, dataset, seed, images=None, **data):
        name, _, paper = name.partition(":")
        name, _, augment = name.partition("+")
        made = Config.with_defaults if paper else Config.recommended
        config = made(name, dataset, seed=seed, augment=augment or None, **data)
        self.model = config.make_model()
        self.data = _endless(config, images)

    def samples(self, n):
        return self.model.generate(n, seed=0)


def _endless(config, images):
    """The batches of a `Config`, of so many images, without an end."""
    data = config.load_data()
    if images:
        data = data.unbatch().take(images).cache()
        data = data.shuffle(images, seed=config.seed)
        data = data.repeat().batch(config.batch_size)
    return data.repeat()


def _of_peers(dataset, seed, **data):
    """The data of the peers, as a `Config`."""
    return Config.with_defaults(
        "dcgan", dataset, seed=seed, batch_size=PEERS_BATCH, **data
    )


class OfTutorial(Fitted):
    """The Keras tutorial's model."""

    def __init__(self, dataset, seed, images=None, **data):
        config = _of_peers(dataset, seed, **data)
        keras.utils.set_random_seed(seed)
        self.model = Tutorial(config.image_shape)
        self.model.compile()
        self.data = _endless(config, images)

    def samples(self, n):
        latents = np.random.default_rng(0).normal(size=(n, LATENT_DIM))
        return self.model.generator.predict(
            latents.astype("float32"), batch_size=500, verbose=0
        )


class OfPyTorch:
    """The eager PyTorch loop."""

    def __init__(self, dataset, seed, images=None, **data):
        config = _of_peers(dataset, seed, **data)
        torch.manual_seed(seed)
        self.model = EagerTorch(config.image_shape)
        self.data = _endless(config, images).as_numpy_iterator()

    def train(self, seconds):
        end = now() + seconds
        while now() < end:
            real = np.moveaxis(next(self.data), -1, 1)
            self.model.fit([torch.from_numpy(np.ascontiguousarray(real))])

    def samples(self, n):
        generator = torch.Generator().manual_seed(0)
        latents = torch.randn(n, LATENT_DIM, generator=generator)
        self.model.generator.eval()
        with torch.no_grad():
            made = [self.model.generator(x).numpy() for x in latents.split(500)]
        self.model.generator.train()
        return np.moveaxis(np.concatenate(made), 1, -1)


PEERS = {"tutorial": OfTutorial, "pytorch": OfPyTorch}


@dataclasses.dataclass
class Contender:
    """One that trains, the seconds it has had, and the verdicts on it."""

    name: str
    seed: int
    trained: object
    seconds: float = 0.0
    verdicts: list = dataclasses.field(default_factory=list)

    def turn(self, until):
        """Trains for a turn, or up to so many seconds in all."""
        start = now()
        self.trained.train(min(TURN, until - self.seconds))
        self.seconds += now() - start


def judged(contenders, judge, budget, samples):
    """Trains all in turns, and adds the verdicts at the shares of the budget.

    The steps that a turn overruns belong to it, so the times are as measured.
    """
    for share in SHARES:
        until = share * budget
        while waiting := [c for c in contenders if c.seconds < until - 0.5]:
            for contender in waiting:
                contender.turn(until)
        for contender in contenders:
            verdict = judge(contender.trained.samples(samples))
            contender.verdicts.append((contender.seconds, verdict))
            print(
                f"{contender.name}, seed {contender.seed}, "
                f"{contender.seconds:.0f} s: {verdict}",
                flush=True,
            )


def table(contenders, judge):
    """Lines of a Markdown table, of the medians over the seeds."""
    fields = [f.name for f in dataclasses.fields(judge.of_real)]
    yield "| model | seconds | " + " | ".join(fields) + " |"
    yield "|---" * (len(fields) + 2) + "|"
    for name in dict.fromkeys(c.name for c in contenders):
        of_seeds = [c.verdicts for c in contenders if c.name == name]
        for moment in zip(*of_seeds, strict=True):
            seconds = np.median([s for s, _ in moment])
            cells = []
            for field in fields:
                values = [getattr(verdict, field) for _, verdict in moment]
                cell = f"{np.median(values):.3g}"
                if len(values) > 1:
                    cell += f" ({min(values):.3g} to {max(values):.3g})"
                cells.append(cell)
            yield f"| {name} | {seconds:.0f} | " + " | ".join(cells) + " |"
    cells = (f"{getattr(judge.of_real, field):.3g}" for field in fields)
    yield "| real images | | " + " | ".join(cells) + " |"


def draw(contenders, path):
    """Draws the distance over time, the seeds as bands."""
    matplotlib.use("agg")
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for name in dict.fromkeys(c.name for c in contenders):
        of_seeds = [c.verdicts for c in contenders if c.name == name]
        seconds = np.median([[s for s, _ in v] for v in of_seeds], axis=0)
        distances = np.array([[v.frechet for _, v in of] for of in of_seeds])
        (line,) = axes.loglog(
            seconds, np.median(distances, axis=0), marker="o", label=name
        )
        axes.fill_between(
            seconds,
            distances.min(axis=0),
            distances.max(axis=0),
            color=line.get_color(),
            alpha=0.2,
        )
    axes.set(xlabel="seconds of training", ylabel="Fréchet distance (judge)")
    axes.legend()
    figure.savefig(path, dpi=150)


def show(contender, folder):
    """Draws samples into `folder`."""
    rows, columns = SHOWN
    images = contender.trained.samples(rows * columns)
    name = contender.name.replace(":", "-").replace("+", "-")
    image_grid(images, columns).save(folder / f"{name}.png")


def main(args):
    global now
    if args.processor:
        now = time.process_time
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    tf.config.threading.set_inter_op_parallelism_threads(args.threads)
    torch.set_num_threads(args.threads)
    args.output.mkdir(parents=True, exist_ok=True)
    judge = Judge(args.dataset, args.data_dir, args.image_size)
    print("real images:", judge.of_real, flush=True)
    data = {"image_size": args.image_size, "images": args.images}
    # The judge of the digits is trained on MNIST, which they do not take.
    if args.dataset != "digits":
        data["data_dir"] = args.data_dir
    contenders = []
    for seed in range(args.seeds):
        of_seed = [
            Contender(
                name,
                seed,
                PEERS[name](args.dataset, seed, **data)
                if name in PEERS
                else Ours(name, args.dataset, seed, **data),
            )
            for name in args.models
        ]
        judged(of_seed, judge, args.minutes * 60, args.samples)
        for contender in of_seed:
            if seed == 0:
                show(contender, args.output)
            contender.trained = None  # Its memory goes to the next seed.
        contenders += of_seed
    print("\n".join(table(contenders, judge)))
    draw(contenders, args.output / f"{args.dataset}.png")
    records = [
        {
            "name": contender.name,
            "seed": contender.seed,
            "seconds": seconds,
            **dataclasses.asdict(verdict),
        }
        for contender in contenders
        for seconds, verdict in contender.verdicts
    ]
    path = args.output / f"{args.dataset}.json"
    path.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data-dir")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--image-size", type=int)
    parser.add_argument("--images", type=int, help="how many to learn from")
    parser.add_argument(
        "--models",
        nargs="+",
        default=["sngan", "dcgan:paper", "tutorial", "pytorch"],
    )
    parser.add_argument(
        "--output", type=Path, default=Path("runs/time-to-quality")
    )
    main(parser.parse_args())
