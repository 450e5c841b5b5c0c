"""The explorer: a page in a browser that shows what a trained model makes.

`views.py`, `uploads.py`, `arithmetic.py` and `quiz.py` compute what it shows,
and know nothing of Gradio. `app.py` is the page.
"""
