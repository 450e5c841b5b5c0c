import io

import numpy as np
import pytest
from PIL import Image

from keras_gans.images.reading import ImageReader

GREY = np.arange(64, dtype="uint8").reshape(8, 8) * 4
COLOUR = np.stack([GREY, GREY[::-1], GREY.T], axis=-1)
INDEX = np.arange(64, dtype="uint8").reshape(8, 8) % 4
PALETTE = np.array(
    [[255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 60, 30]], "uint8"
)

# A picture of each mode that files have, and its colours.
MODES = {
    "1": (Image.fromarray(INDEX > 1), np.dstack([(INDEX > 1) * 255] * 3)),
    "L": (Image.fromarray(GREY), np.dstack([GREY] * 3)),
    "LA": (Image.fromarray(GREY).convert("LA"), np.dstack([GREY] * 3)),
    "P": (Image.fromarray(INDEX), PALETTE[INDEX]),
    "RGB": (Image.fromarray(COLOUR), COLOUR),
    "RGBA": (Image.fromarray(COLOUR).convert("RGBA"), COLOUR),
    "I;16": (
        Image.fromarray(GREY.astype("uint16") * 257),
        np.dstack([GREY] * 3),
    ),
}
MODES["P"][0].putpalette(PALETTE.ravel().tolist())


def read(file, image_size=8, channels=3, **kwargs):
    return ImageReader([file], image_size, channels, **kwargs).read(file)


def encoded(image, file_format, **kwargs):
    file = io.BytesIO()
    image.save(file, file_format, **kwargs)
    return file.getvalue()


def luma(colours):
    """Grey as ITU-R 601 has it."""
    return (colours @ [0.299, 0.587, 0.114])[..., None]


def assert_near(a, b, difference):
    assert a.shape == b.shape
    assert np.abs(a.astype(float) - b).max() <= difference


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [("png", mode) for mode in MODES]
    + [("bmp", mode) for mode in ("1", "L", "P", "RGB")]
    + [("gif", mode) for mode in ("1", "L", "P")],
)
def test_lossless_pictures_of_every_mode(tmp_path, suffix, mode):
    file = tmp_path / f"picture.{suffix}"
    image, colours = MODES[mode]
    image.save(file)
    in_colour = read(file)
    assert in_colour.dtype == np.uint8
    np.testing.assert_array_equal(in_colour, colours)
    assert_near(read(file, channels=1), luma(colours), 1)


def test_sixteen_bits_are_scaled(tmp_path):
    file = tmp_path / "deep.png"
    Image.fromarray(np.uint16([[0, 256], [32768, 65535]])).save(file)
    for channels in (1, 3):
        pixels = read(file, image_size=2, channels=channels)
        assert (pixels == [[[0], [1]], [[128], [255]]]).all()


def test_lab_is_read_in_grey_too(tmp_path):
    file = tmp_path / "lab.tif"
    # Lightness of 255 is white; 0 is no hue, as the format has it.
    pixels = np.uint8([[[255, 0, 0], [0, 0, 0]]])
    Image.fromarray(pixels, "LAB").save(file)
    for channels in (1, 3, 4):
        seen = read(file, channels=channels, image_size=(1, 2))
        grey = np.array([255, 0])[None, :, None]
        assert np.abs(seen[..., :3].astype(int) - grey).max() <= 1


@pytest.mark.parametrize("alpha", [0, 51, 255])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_becomes_white(tmp_path, mode, alpha):
    file = tmp_path / "transparent.png"
    image, colours = MODES[mode]
    image.putalpha(alpha)
    image.save(file)
    opacity = alpha / 255
    assert_near(read(file), opacity * colours + (1 - opacity) * 255, 1)


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_a_transparent_palette_entry_becomes_white(tmp_path, suffix):
    file = tmp_path / f"transparent.{suffix}"
    MODES["P"][0].save(file, transparency=2)
    expected = np.where(INDEX[..., None] == 2, 255, PALETTE[INDEX])
    np.testing.assert_array_equal(read(file), expected)


def test_partly_transparent_palette_entries_are_blended(tmp_path):
    file = tmp_path / "transparent.png"
    MODES["P"][0].save(file, transparency=bytes([0, 51, 255, 255]))
    opacity = np.array([0, 0.2, 1, 1])[INDEX][..., None]
    assert_near(read(file), opacity * PALETTE[INDEX] + (1 - opacity) * 255, 1)


@pytest.mark.parametrize(("mode", "key"), [("L", 84), ("RGB", (84, 180, 168))])
def test_a_transparent_colour_becomes_white(tmp_path, mode, key):
    file = tmp_path / "transparent.png"
    image, colours = MODES[mode]
    image.save(file, transparency=key)
    is_key = (colours == key).all(-1, keepdims=True)
    assert is_key.sum() == 1
    np.testing.assert_array_equal(read(file), np.where(is_key, 255, colours))


def test_the_first_frame_of_an_animation_is_read(tmp_path):
    file = tmp_path / "animated.gif"
    first, *others = [
        Image.new("RGB", (8, 8), c) for c in ("red", "lime", "blue")
    ]
    first.save(file, save_all=True, append_images=others)
    with Image.open(file) as image:
        assert image.n_frames == 3
    assert (read(file) == [255, 0, 0]).all()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpegs_of_every_mode(tmp_path, mode):
    file = tmp_path / "picture.jpg"
    colours = np.full(
        (8, 8, 3), [200, 200, 200] if mode == "L" else [200, 100, 50]
    )
    image = Image.fromarray(colours.astype("uint8")).convert(mode)
    image.save(file, quality=95)
    with Image.open(file) as saved:
        assert saved.mode == mode
    assert_near(read(file), colours, 3)
    assert_near(read(file, channels=1), luma(colours), 3)


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, lambda a: a),
        (2, lambda a: a[:, ::-1]),
        (3, lambda a: a[::-1, ::-1]),
        (4, lambda a: a[::-1]),
        (5, lambda a: a.swapaxes(0, 1)),
        (6, lambda a: np.rot90(a, -1)),
        (7, lambda a: a[::-1, ::-1].swapaxes(0, 1)),
        (8, lambda a: np.rot90(a, 1)),
    ],
)
def test_the_orientation_of_the_camera_is_followed(
    tmp_path, orientation, upright
):
    file = tmp_path / "photo.jpg"
    quarters = (
        np.array([[0, 80], [160, 240]], "uint8").repeat(8, 0).repeat(8, 1)
    )
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(quarters).save(file, quality=100, exif=exif)
    assert_near(read(file, 16, 1)[..., 0], upright(quarters), 2)


def in_thirds(file, upright):
    """A picture 30 long and 10 across, of a red, a green and a blue square."""
    pixels = np.eye(3, dtype="uint8").repeat(10, 0)[None].repeat(10, 0) * 255
    Image.fromarray(pixels.swapaxes(0, 1) if upright else pixels).save(file)


@pytest.mark.parametrize("crop", [None, 4, 10, 100])
@pytest.mark.parametrize("upright", [False, True])
def test_the_central_square_is_kept(tmp_path, upright, crop):
    file = tmp_path / "long.png"
    in_thirds(file, upright)
    assert (read(file, 10, crop=crop) == [0, 255, 0]).all()
    for image_size in (5, 16):
        pixels = read(file, image_size, crop=crop)
        assert pixels.shape == (image_size, image_size, 3)
        # The outermost pixels blend with what lies beyond the square.
        assert (pixels[1:-1, 1:-1] == [0, 255, 0]).all()


def test_a_crop_keeps_that_many_pixels(tmp_path):
    file = tmp_path / "picture.png"
    Image.fromarray(GREY).save(file)
    np.testing.assert_array_equal(
        read(file, 4, 1, crop=4)[..., 0], GREY[2:6, 2:6]
    )


def test_shrinking_averages(tmp_path):
    file = tmp_path / "chequered.png"
    chequered = (np.indices((64, 64)).sum(0) % 2 * 255).astype("uint8")
    Image.fromarray(chequered).save(file)
    assert_near(read(file, 8, 1), np.full((8, 8, 1), 127.5), 1)


def test_colour_and_opacity_are_kept(tmp_path):
    """Pictures of other modes than RGBA become opaque, or as they say."""
    opacity = np.arange(64, dtype="uint8").reshape(8, 8)
    rgba = np.dstack([COLOUR, opacity])
    Image.fromarray(rgba).save(tmp_path / "rgba.png")
    Image.fromarray(rgba).save(
        tmp_path / "rgba.webp", lossless=True, exact=True
    )
    for suffix in ("png", "webp"):
        found = read(tmp_path / f"rgba.{suffix}", channels=4)
        np.testing.assert_array_equal(found, rgba)
    MODES["P"][0].save(tmp_path / "palette.png", transparency=2)
    found = read(tmp_path / "palette.png", channels=4)
    np.testing.assert_array_equal(found[..., 3], (INDEX != 2) * 255)
    for mode in ("1", "L", "RGB", "I;16"):
        image, colours = MODES[mode]
        image.save(tmp_path / "opaque.png")
        found = read(tmp_path / "opaque.png", channels=4)
        expected = np.dstack([colours, np.full((8, 8), 255)])
        np.testing.assert_array_equal(found, expected)


def test_opacity_weighs_the_colours_of_a_smaller_picture(tmp_path):
    """What is invisible does not tinge what is seen: no dark fringes."""
    pixels = np.zeros((8, 8, 4), "uint8")
    pixels[:, ::2] = [255, 0, 0, 255]
    Image.fromarray(pixels).save(tmp_path / "striped.png")
    found = read(tmp_path / "striped.png", 4, channels=4)
    assert (found[..., :3] == [255, 0, 0]).all()
    assert_near(found[..., 3:], np.full((4, 4, 1), 127.5), 20)


@pytest.mark.parametrize("dtype, white", [("float32", 1), ("int32", 65535)])
def test_deep_values_are_scaled(tmp_path, dtype, white):
    shares = np.array([[0, 0.2], [0.6, 1]])
    Image.fromarray((shares * white).astype(dtype)).save(tmp_path / "deep.tif")
    pixels = read(tmp_path / "deep.tif", 2, channels=1)[..., 0]
    np.testing.assert_array_equal(pixels, [[0, 51], [153, 255]])


def test_values_of_which_white_is_unknown_are_refused(tmp_path):
    file = tmp_path / "heights.tif"
    Image.fromarray(np.float32([[-12.5, 870.0]])).save(file)
    with pytest.raises(
        ValueError, match=r"heights\.tif: .*8 bits.* from -12\.5 to 870"
    ):
        read(file)


def test_a_reader_stacks_the_rows_it_is_asked_for(tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(4)]
    for i, file in enumerate(files):
        Image.new("L", (3, 5), 50 * i).save(file)
    pixels = ImageReader(files, 2, 1)(np.array([3, 0, 2]))
    assert pixels.shape == (3, 2, 2, 1)
    assert pixels[:, 1, 1, 0].tolist() == [150, 0, 100]


def test_a_reader_opens_files_as_it_is_told():
    pictures = {"face": encoded(MODES["RGB"][0], "PNG")}
    pixels = read("face", open_file=lambda name: io.BytesIO(pictures[name]))
    np.testing.assert_array_equal(pixels, COLOUR)
