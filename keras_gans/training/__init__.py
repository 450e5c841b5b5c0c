"""The engine: models that resume, the adversarial step, and their data."""
