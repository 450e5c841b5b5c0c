"""The explorer: a page in a browser that shows what a trained model makes.

`views.py`, `uploads.py` and `arithmetic.py` compute what it shows, and know
nothing of Gradio. `app.py` is the page, `tab_*.py` are its tabs.
"""
