"""Bytes that hold shapes, and pictures as SVG."""
