"""The kinds of picture files that are read, and how a file is opened."""

# PIL only recognises these, or hands them to Ghostscript or to Windows: other
# programs, which a stranger's picture must not reach.
NOT_READ = {"BUFR", "EPS", "GRIB", "HDF5", "MPEG", "WMF"}
# These are tried first, for speed.
COMMON = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def picture_formats():
    """PIL's names of the formats that are read, such as `"PNG"`.

    Those of registered plugins, such as pillow-heif's, are among them.
    """
    from PIL import Image

    Image.init()
    others = [n for n in Image.ID if n not in NOT_READ and n not in COMMON]
    return [*COMMON, *others]


def picture_suffixes():
    """The suffixes of these formats, a set of texts such as `".png"`."""
    from PIL import Image

    # A camera's MPO is a JPEG with further pictures behind the first.
    formats = {*picture_formats(), "MPO"}
    known = Image.registered_extensions().items()
    return {suffix for suffix, name in known if name in formats}


def open_picture(file):
    """Opens a path or a binary file as a `PIL.Image`.

    Its content decides on the format, not its suffix. PIL refuses pictures of
    more than twice `PIL.Image.MAX_IMAGE_PIXELS`, 179 million pixels: a small
    file can be made to fill the memory.
    """
    from PIL import Image

    return Image.open(file, formats=picture_formats())


def picture_size(path):
    """Width and height of a picture after its EXIF rotation."""
    from PIL import ExifTags

    with open_picture(path) as image:
        # Orientations 5 to 8 rotate by 90 degrees. PIL has already turned the
        # size of a TIFF.
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        is_turned = turned and image.format != "TIFF"
        return image.size[::-1] if is_turned else image.size
