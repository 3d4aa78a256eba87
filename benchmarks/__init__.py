"""Measurements, side by side in one run; read the ratios, since machines differ."""
