"""The dossier's pictures, from one grammar: Vega-Lite, drawn by vl-convert.

Each function gives an SVG to be set inside a page, or an empty string where there is nothing to draw.
"""

from upperhand.present.charts.bars import balance, overview
from upperhand.present.charts.strength import exposure
from upperhand.present.charts.ties import network
from upperhand.present.charts.times import timeline

__all__ = ["balance", "exposure", "network", "overview", "timeline"]
