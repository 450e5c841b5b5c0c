"""Templates of pages, with the styles and scripts that they share."""

import functools
from pathlib import Path

HERE = Path(__file__).parent


def render(template, **values):
    """The text of a page.

    Args:
        template: Path of a template that extends `page.html.jinja`. The files
            of its name that end in `.css` and `.js` follow the shared ones.
        **values: Variables of the template.
    """
    from markupsafe import Markup

    template = Path(template)
    style, script = (
        Markup(_text("page", suffix, HERE) + _text(name, suffix, folder))
        for name, folder in [(template.name.split(".")[0], template.parent)]
        for suffix in (".css", ".js")
    )
    found = environment(template.parent).get_template(template.name)
    return found.render(style=style, script=script, **values)


@functools.cache
def environment(folder):
    """Jinja's environment for templates of a folder and the shared ones."""
    from jinja2 import Environment
    from jinja2 import FileSystemLoader
    from jinja2 import StrictUndefined

    from keras_gans.pages import plots
    from keras_gans.pages import wording
    from keras_gans.utils.version import __version__

    made = Environment(
        loader=FileSystemLoader([folder, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Settings that are no JSON, such as numbers of NumPy and paths.
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": str}
    made.globals.update(
        wording=wording,
        axes=(plots.LEFT, plots.RIGHT),
        package_version=__version__,
    )
    return made


def _text(name, suffix, folder):
    return (folder / f"{name}{suffix}").read_text(encoding="utf-8")
