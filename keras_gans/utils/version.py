"""The version of the package, which the command prints without Keras."""

__version__ = "0.1.0"
