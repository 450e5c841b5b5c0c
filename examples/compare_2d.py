"""Compare all variants on 2-D Gaussians: which ones cover every mode?

    python examples/compare_2d.py
    KERAS_BACKEND=jax python examples/compare_2d.py    # several times faster

Writes `samples.png`, which shows the median seed of each variant, and
`table.md` to `runs/compare-2d`. All variants have perceptrons of three hidden
layers, the same number of generator updates and an averaged generator. The
papers' learning rates are for convolutions; here they are ten times higher
(except EBGAN's, which is for perceptrons) and fall linearly to 0. R3GAN's gamma
follows its own schedule.
"""

import argparse
import statistics
from pathlib import Path

import keras
from matplotlib.figure import Figure

import keras_gans as kg

# DCGAN is missing: on points it equals GAN.
SETTINGS = {
    "gan": {},
    "lsgan": {},
    "wgan": {},
    "wgangp": {"gp_weight": 0.1},
    "sngan": {},
    "ebgan": {"margin": 1.0},
    "began": {},
    "r3gan": {"gamma": 0.1},
}

parser = argparse.ArgumentParser()
parser.add_argument("--models", nargs="+", default=[*SETTINGS])
parser.add_argument("--layouts", nargs="+", default=["ring", "grid"])
parser.add_argument("--seeds", type=int, default=3)
parser.add_argument("--steps", type=int, default=20_000)
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--run-dir", default="runs/compare-2d")
args = parser.parse_args()


def train(name, layout, seed):
    """Trains a variant; returns samples and their coverage of the modes."""
    keras.utils.set_random_seed(seed)
    batches = 400
    points, _ = kg.datasets.sample_gaussians(
        batches * args.batch_size, layout, seed
    )
    model = kg.models.MODELS[name](
        (2,), latent_dim=2, ema=0.999, seed=seed, **SETTINGS[name]
    )
    model.compile()
    factor = 1 if name == "ebgan" else 10
    d_opt = falling(model.d_opt, factor, args.steps * model.d_steps)
    g_opt = falling(model.g_opt, factor, args.steps)
    model.compile(
        d_opt,
        g_opt,
        total_steps=args.steps if name == "r3gan" else None,
        steps_per_execution=EXECUTION,
    )
    model.fit(
        points,
        batch_size=args.batch_size,
        epochs=-(-args.steps // (batches // model.d_steps)),
        verbose=0,
    )
    samples = model.generate(2500, seed=seed, batch_size=2500)
    centers, sigma = kg.datasets.gaussian_modes(layout)
    return samples, kg.metrics.mode_coverage(samples, centers, sigma)


def falling(optimizer, factor, steps):
    """The optimizer with `factor` times its learning rate, falling to 0."""
    config = optimizer.get_config()
    config["learning_rate"] = keras.optimizers.schedules.PolynomialDecay(
        factor * config["learning_rate"], steps, end_learning_rate=0.0
    )
    return type(optimizer).from_config(config)


def draw(axis, layout, samples, title):
    points, _ = kg.datasets.sample_gaussians(2500, layout)
    axis.scatter(*points.T, s=6, color="lightgrey", linewidths=0)
    axis.scatter(*samples.T, s=2, color="tab:red", linewidths=0)
    axis.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal")
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=9)


def spread(values, form):
    """The median and the range over the seeds."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


# Keras runs steps one by one on torch.
EXECUTION = 1 if keras.backend.backend() == "torch" else 20
folder = Path(args.run_dir)
folder.mkdir(parents=True, exist_ok=True)
columns = len(args.models)
figure = Figure((2.2 * columns, 2.5 * len(args.layouts)), layout="constrained")
axes = figure.subplots(len(args.layouts), columns, squeeze=False)
rows = [
    "| layout | model | modes | high quality | KL |",
    "|---|---|---|---|---|",
]
for i, layout in enumerate(args.layouts):
    for j, name in enumerate(args.models):
        runs = []
        for seed in range(args.seeds):
            runs.append(train(name, layout, seed))
            print(f"{layout} {name} seed {seed}: {runs[-1][1]}", flush=True)
        coverages = [coverage for _, coverage in runs]
        total = coverages[0].total
        modes = spread([c.modes for c in coverages], "g")
        quality = spread([100 * c.high_quality for c in coverages], ".0f")
        kl = spread([c.kl for c in coverages], ".2f")
        rows.append(
            f"| {layout} | {name} | {modes} of {total} | {quality} % | {kl} |"
        )
        runs.sort(key=lambda run: (run[1].modes, run[1].high_quality))
        samples, coverage = runs[len(runs) // 2]
        title = f"{name}\n{coverage.modes}/{total}, {coverage.high_quality:.0%}"
        draw(axes[i, j], layout, samples, title)
        figure.savefig(folder / "samples.png", dpi=100)
        (folder / "table.md").write_text("\n".join(rows) + "\n")
print("\n".join(rows))
