"""Train a GAN with good and bad settings: what does `Diagnosis` report?

    python examples/diagnosis.py
    python examples/diagnosis.py --cases fast-discriminator

Trains on the handwritten digits of scikit-learn, without a download. Writes
curves, samples and `diagnosis.json` for each case to `runs/diagnosis`.
"""

import argparse

import keras

import keras_gans as kg

# Learning rates of the discriminator and the generator, and Adam's beta_1.
CASES = {
    "healthy": (2e-4, 2e-4, 0.5),
    "fast-discriminator": (2e-3, 2e-5, 0.5),
    "adam-2e-3": (2e-3, 2e-3, 0.9),
}

parser = argparse.ArgumentParser()
parser.add_argument("--cases", nargs="+", default=[*CASES], choices=CASES)
parser.add_argument("--epochs", type=int, default=45)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--run-dir", default="runs/diagnosis")
args = parser.parse_args()

digits = kg.datasets.digits(batch_size=64, image_size=16)
for case in args.cases:
    d_rate, g_rate, beta_1 = CASES[case]
    folder = f"{args.run_dir}/{case}"
    keras.utils.set_random_seed(args.seed)
    gan = kg.GAN((16, 16, 1), latent_dim=32, width=16, seed=args.seed)
    gan.compile(
        d_opt=keras.optimizers.Adam(d_rate, beta_1=beta_1),
        g_opt=keras.optimizers.Adam(g_rate, beta_1=beta_1),
    )
    print(f"{case}: training", flush=True)
    diagnosis = kg.callbacks.Diagnosis(folder, real=digits)
    gan.fit(
        digits,
        epochs=args.epochs,
        verbose=0,
        callbacks=[
            diagnosis,
            kg.callbacks.TrainingCurves(folder),
            kg.callbacks.SampleGrid(f"{folder}/samples", every=10),
        ],
    )
    rules = sorted({finding.rule for finding in diagnosis.findings})
    print(f"{case}: {', '.join(rules) or 'nothing found'}", flush=True)
