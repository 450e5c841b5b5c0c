"""Train a DCGAN on handwritten digits, without a download.

    python examples/quickstart.py

Grids of samples appear in `runs/quickstart/samples` during training.
"""

import keras_gans as kg

digits = kg.datasets.digits(batch_size=32, image_size=16)
gan = kg.DCGAN(image_shape=(16, 16, 1), latent_dim=64, width=32)
gan.compile()
gan.fit(
    digits,
    epochs=40,
    callbacks=[kg.callbacks.SampleGrid("runs/quickstart/samples")],
)
gan.save("runs/quickstart/model.keras")
print("16 new digits:", gan.generate(16, seed=0).shape)
