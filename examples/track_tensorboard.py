"""Follow a training in TensorBoard: losses, scores and samples.

    pip install tensorboard
    python examples/track_tensorboard.py
    tensorboard --logdir runs/tensorboard/logs

Keras's callback writes the logs of each epoch, scores among them. It writes by
TensorFlow, on any backend.
"""

import keras
import tensorflow as tf

import keras_gans as kg

FOLDER = "runs/tensorboard"

digits = kg.datasets.digits(batch_size=32, image_size=16)
classifier = kg.metrics.mnist_classifier("digits")
gan = kg.DCGAN(image_shape=(16, 16, 1), latent_dim=64, width=32)
gan.compile()
writer = tf.summary.create_file_writer(f"{FOLDER}/logs/samples")


def log_grid(epoch, logs):
    grid = keras.utils.load_img(f"{FOLDER}/samples/epoch-{epoch + 1:04d}.png")
    pixels = keras.utils.img_to_array(grid) / 255
    with writer.as_default():
        tf.summary.image("samples", [pixels], epoch)


gan.fit(
    digits,
    epochs=40,
    callbacks=[
        # What adds logs or writes pictures comes before what reads them.
        kg.callbacks.Scores(classifier, digits, ["mind"], samples=500),
        kg.callbacks.SampleGrid(f"{FOLDER}/samples"),
        keras.callbacks.TensorBoard(f"{FOLDER}/logs"),
        keras.callbacks.LambdaCallback(on_epoch_end=log_grid),
    ],
)
writer.close()
