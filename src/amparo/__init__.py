"""Amparo: seals, reads and explains the evidence of webcam blackmail."""

__version__ = "0.1.0"
