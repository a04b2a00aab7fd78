"""Draws the demo shop's pictures as SVG; see README.md beside this file."""
