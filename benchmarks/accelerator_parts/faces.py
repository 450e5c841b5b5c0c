"""A model of faces, trained for some minutes, and its pictures."""

import io
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from accelerator_parts.precision import set_in_keras

SUFFIXES = (".jpg", ".jpeg", ".png")


def measure(side, faces, model, minutes, miniature, out):
    """Trains in bfloat16; writes `faces.png` and `faces.npz` into `out`."""
    del side  # The backend of this process.
    import keras_gans as kg
    from keras_gans.images.grids import sample_grid

    set_in_keras("bfloat16")
    size = 16 if miniature else 64
    images = pictures(Path(faces), size, 32 if miniature else None)
    cls = kg.models.MODELS[model]
    run = cls.recommended_run.get("celeba", {})
    settings = cls.recommended.get("celeba", {}) | run.get("settings", {})
    settings |= {"width": 4} if miniature else {}
    gan = cls((size, size, 3), seed=0, **settings)
    gan.compile()
    if rate := run.get("learning_rate"):
        gan.d_opt.learning_rate = gan.g_opt.learning_rate = rate
    batch = min(run.get("batch_size", 64), len(images))
    budget = kg.callbacks.Budget(minutes=minutes)
    start = time.perf_counter()
    logs = gan.fit(
        images, batch_size=batch, epochs=10**6, verbose=0, callbacks=[budget]
    ).history
    seconds = time.perf_counter() - start
    updates = int(gan.g_opt.iterations)
    sample_grid(gan, 64, seed=0).save(Path(out) / "faces.png")
    samples = gan.generate(64 if miniature else 1000, seed=0)
    pixels = ((samples + 1) * 127.5).round().astype("uint8")
    np.savez_compressed(Path(out) / "faces.npz", samples=pixels)
    return {
        "model": model,
        "settings": settings,
        "faces": len(images),
        "batch": batch,
        "seconds": round(seconds, 1),
        "updates": updates,
        "images_per_second": round(updates * batch / seconds, 1),
        "logs": {k: round(float(v[-1]), 4) for k, v in logs.items() if v},
    }


def pictures(path, size, n=None):
    """The middle squares of a folder's or a zip's pictures, in [-1, 1]."""
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.suffix in SUFFIXES)
        found = [picture(file, size) for file in files[:n]]
    else:
        with zipfile.ZipFile(path) as archive:
            names = sorted(
                name for name in archive.namelist() if name.endswith(SUFFIXES)
            )
            found = [
                picture(io.BytesIO(archive.read(name)), size)
                for name in names[:n]
            ]
    return np.stack(found).astype("float32") / 127.5 - 1


def picture(file, size):
    with Image.open(file) as image:
        image = image.convert("RGB")
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    return np.asarray(image.resize((size, size), Image.BILINEAR, box))
