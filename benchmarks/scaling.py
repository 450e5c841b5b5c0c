"""A model of how trainings scale with the number of devices.

    python benchmarks/scaling.py                # the tables of docs/scale.md
    python benchmarks/scaling.py --images 100   # of devices of your speed

It measures nothing but the sizes of networks. Each update of a player averages
its gradient over n devices, after it is computed. A ring sends
`2 (n - 1) / n` times the gradient's bytes over each link, and `2 log2(n)`
messages one after the other. With a step of t seconds on each device,

    efficiency = t / (t + bytes / bandwidth + messages * latency)

where each device keeps its batch, so n devices take n times the images.
"""

import argparse
import math

import keras_gans as kg

# Bytes a second, each way, and seconds for a message.
LINKS = {
    "NVLink (450 GB/s)": (450e9, 5e-6),
    "InfiniBand (50 GB/s)": (50e9, 5e-6),
    "PCIe 4 (25 GB/s)": (25e9, 10e-6),
    "10 Gb Ethernet": (1.25e9, 50e-6),
}
DEVICES = (8, 64, 512)
MODELS = {
    "DCGAN 64x64": lambda: kg.DCGAN((64, 64, 3)),
    "R3GAN 64x64": lambda: kg.R3GAN((64, 64, 3)),
    "CycleGAN 256x256": lambda: kg.CycleGAN((256, 256, 3)),
    "StyleGAN2 256x256": lambda: kg.StyleGAN2((256, 256, 3)),
}


def updates(model):
    """Pairs of bytes and number of the averaged gradients in a step."""
    d, g = (
        4 * sum(math.prod(v.shape) for v in variables)
        for variables in (model.d_variables, model.g_variables)
    )
    pairs = [(d, model.d_steps), (g, 1)]
    for size, every in ((d, "r1_every"), (g, "path_every")):
        if every := getattr(model, every, None):
            pairs.append((size, 1 / every))
    return pairs


def seconds(pairs, link, devices):
    """Seconds of a step for communication."""
    bandwidth, latency = LINKS[link]
    moved = 2 * (devices - 1) / devices * sum(b * n for b, n in pairs)
    # The logs of an update are averaged, too.
    messages = 2 * math.log2(devices) * sum(2 * n for _, n in pairs)
    return moved / bandwidth + messages * latency


def print_table(title, names, rows):
    print(f"\n{title}\n\n| | {' | '.join(names)} |")
    print("|---" * (len(names) + 1) + "|")
    for name, cells in rows:
        print(f"| {name} | {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="StyleGAN2 256x256", choices=MODELS)
    parser.add_argument("--images", type=float, default=44.0)
    parser.add_argument("--batch", type=int, default=8)
    arguments = parser.parse_args()
    names = [f"{n} devices" for n in DEVICES]
    sizes = {name: updates(make()) for name, make in MODELS.items()}
    print_table(
        "Megabytes averaged in a step, and the milliseconds that a step must "
        "take for an efficiency of 90 % on 64 devices",
        ["MB", *LINKS],
        [
            (
                name,
                [f"{sum(b * n for b, n in pairs) / 1e6:.0f}"]
                + [f"{9e3 * seconds(pairs, link, 64):.0f}" for link in LINKS],
            )
            for name, pairs in sizes.items()
        ],
    )
    step = arguments.batch / arguments.images
    pairs = sizes[arguments.model]
    print_table(
        f"Efficiency of {arguments.model} at {arguments.images:g} images a "
        f"second and {arguments.batch} images on each device",
        names,
        [
            (
                link,
                [
                    f"{step / (step + seconds(pairs, link, n)):.1%}"
                    for n in DEVICES
                ],
            )
            for link in LINKS
        ],
    )


if __name__ == "__main__":
    main()
