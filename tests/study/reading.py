"""Writes a report and reads its tags, as a browser would."""

import html.parser

from keras_gans.study import report
from tests.study.synthetic import make_study


class Reader(html.parser.HTMLParser):
    """Collects tags with their attributes, ids and text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.words, self.source = [], [], source
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def frames(self):
        """The pictures that the slider moves."""
        return [img for img in self.all("img") if "data-epoch" in img]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def write(folder, results, **changes):
    path = report.write_report(make_study(**changes), results, folder)
    return Reader(path.read_text(encoding="utf-8"))
