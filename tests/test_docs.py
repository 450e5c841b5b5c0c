"""The documentation: links, anchors, commands, Python, and the built site."""

import ast
import inspect
import itertools
import re
import shlex
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

import keras_gans as kg
from keras_gans.commands import app
from tests.helpers import run_python

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
SITE = ("zensical.toml", "docs", "keras_gans")
# Rooms whose public names a page of docs/api lists.
ROOMS = (
    "callbacks",
    "datasets",
    "latent",
    "layers",
    "losses",
    "metrics",
    "networks",
    "penalties",
    "schedules",
    "style",
)


def blocks(page, *languages):
    """The code of a page's fenced blocks in some languages."""
    found = FENCE.findall(page.read_text())
    return [code for _, language, code in found if language in languages]


def prose(page):
    """A page without its code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text()))


def anchors(page):
    """The anchors that code hosts give the headings of a page."""
    text = FENCE.sub("", page.read_text())
    titles = re.findall(r"^#+ (.*)$", text, re.M)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in plain}


def dead_links(page):
    text = prose(page)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    links += re.findall(r'src="([^"]+)"', text)
    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if re.match(r"\w+:", link) or anchor.startswith("keras_gans."):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


def test_links_and_anchors_lead_somewhere():
    assert not [
        (page.name, link) for page in PAGES for link in dead_links(page)
    ]


def test_pages_link_to_pages_alone():
    """The site has no other files: write `examples/name.py` as code."""
    outside = {
        (page.name, link)
        for page in DOCS.rglob("*.md")
        for link in re.findall(r"\]\(([^)\s#:]+)[)#]", prose(page))
        if not (page.parent / link).resolve().is_relative_to(DOCS)
    }
    assert not outside


def test_files_that_pages_name_exist():
    pattern = r"\b((?:examples|benchmarks|tests/faults)/[\w/]+\.py)\b"
    named = {p for page in PAGES for p in re.findall(pattern, page.read_text())}
    assert len(named) > 20
    assert not [path for path in named if not (ROOT / path).is_file()]


# === Commands ===


def commands(page):
    """The lines of `keras-gans` in a page, as lists of words."""
    for code in blocks(page, "sh", ""):
        for line in code.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
                words.pop(0)
            if words[:1] == ["keras-gans"] and "..." not in words:
                yield words[1:]


def test_commands_have_the_options_that_pages_show():
    group = typer.main.get_command(app)
    shown = [words for page in PAGES for words in commands(page)]
    assert len(shown) > 50
    for words in shown:
        parse(group, words)


def parse(command, words):
    """Raises unless a command takes these words."""
    while words and hasattr(command, "commands") and words[0][0] != "-":
        name, *words = words
        assert name in command.commands, f"keras-gans {name}"
        command = command.commands[name]
    if words and not hasattr(command, "commands"):
        assert not command.make_context("keras-gans", words).args


# === Python ===


def is_python(code):
    """Whether a block without a language is Python."""
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return "kg." in code or "import " in code


def python(page):
    unnamed = filter(is_python, blocks(page, ""))
    return [*blocks(page, "python"), *unnamed]


def test_python_uses_names_and_arguments_that_exist():
    for code in itertools.chain.from_iterable(map(python, PAGES)):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Attribute):
                resolved(node)
            elif isinstance(node, ast.Call):
                check_keywords(node)


def resolved(node):
    """The object that `kg.a.b` names; `None` for other expressions."""
    if isinstance(node, ast.Name):
        return kg if node.id == "kg" else None
    if not isinstance(node, ast.Attribute):
        return None
    owner = resolved(node.value)
    return None if owner is None else getattr(owner, node.attr)


def check_keywords(call):
    function = resolved(call.func)
    if function is None:
        return
    function = function.__init__ if inspect.isclass(function) else function
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    names = {p.name for p in parameters}
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    assert given <= names, f"{ast.unparse(call)}: {given - names}"


def test_the_variant_of_the_docs_trains_and_loads(tmp_path):
    names = {}
    exec(blocks(DOCS / "own-variant.md", "python")[0], names)
    gan = names["DriftingLSGAN"]((2,), 2, width=4, drift=0.5)
    gan.compile(run_eagerly=True)
    points = kg.datasets.sample_gaussians(32)[0]
    history = gan.fit(points, verbose=0).history
    assert history["drift"][0] > 0
    gan.save(tmp_path / "gan.keras")
    assert kg.load(tmp_path / "gan.keras").drift == 0.5


# === The site ===


def public(module):
    """The names of classes and functions that a room offers."""
    tree = ast.parse(inspect.getsource(module))
    named = itertools.chain.from_iterable(
        [alias.asname for alias in node.names]
        if isinstance(node, ast.ImportFrom)
        else [getattr(node, "name", None)]
        for node in tree.body
    )
    return [
        name
        for name in named
        if name
        and not name.startswith("_")
        and (
            inspect.isclass(getattr(module, name))
            or inspect.isfunction(getattr(module, name))
        )
    ]


def test_the_api_pages_list_every_public_name():
    missing = []
    for room in ROOMS:
        page = (DOCS / f"api/{room}.md").read_text()
        names = public(getattr(kg, room))
        lines = [f"::: keras_gans.{room}.{name}" for name in names]
        missing += [x for x in lines if x not in page.splitlines()]
    page = (DOCS / "api/models.md").read_text()
    lines = [f"::: keras_gans.{name}" for name in public(kg)]
    missing += [x for x in lines if x not in page.splitlines()]
    assert not missing, "Add these lines to the pages of docs/api."


class Page(HTMLParser):
    """The links, the anchors and the text of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.text = [], {""}, []
        self.loaded = []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes.get("id"), attributes.get("name")}
        links = [attributes.get(name) for name in ("href", "src")]
        self.links += links
        if tag != "a":
            self.loaded += links

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.slow
def test_the_site_is_built_without_tensorflow_or_a_network(tmp_path):
    pytest.importorskip("zensical", reason="pip install '.[docs]'")
    for name in SITE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copy(ROOT / name, tmp_path)
    for name in ("tensorflow", "keras"):
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    arguments = ["-m", "zensical", "build", "--strict"]
    result = run_python(*arguments, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr
    site = tmp_path / "build/site"
    pages = {path: Page(path) for path in site.rglob("*.html")}
    assert len(pages) > 30
    text = {path: "".join(page.text) for path, page in pages.items()}
    assert not [path for path, words in text.items() if "::: " in words]
    assert not [*broken(pages, site)]
    variants = pages[site / "api/models.html"].anchors
    assert {f"keras_gans.{name}" for name in public(kg)} <= variants


def broken(pages, site):
    """Links of a site that lead nowhere, or that load from a network."""
    for path, page in pages.items():
        if path.name == "404.html":  # Its links are from the root.
            continue
        for link in filter(None, page.links):
            place, _, anchor = unquote(link).partition("#")
            target = (path.parent / place).resolve() if place else path
            if re.match(r"(https?|data|mailto):", link):
                if link in page.loaded and link.startswith("http"):
                    yield path.relative_to(site), link
            elif not target.exists():
                yield path.relative_to(site), link
            elif target in pages and anchor not in pages[target].anchors:
                yield path.relative_to(site), link
