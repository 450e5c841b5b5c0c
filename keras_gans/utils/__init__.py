"""Helpers for all other folders: argument checks, files, downloads."""
