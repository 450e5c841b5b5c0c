"""The names of a run's files, for modules that must not load Keras."""

LOCK = ".training.lock"
CONFIG = "config.json"
HISTORY = "history.csv"
DIAGNOSIS = "diagnosis.json"
MODEL = "model.keras"
SCORES = "metrics.json"
