"""Models that resume, the adversarial training step, and its data."""
