"""A web page as a text, which a notebook shows as a page."""

from __future__ import annotations

from html import escape

HEIGHT = 640
"""Of the frame in which a notebook shows it, in pixels of CSS."""


class WebPage(str):
    """HTML: a text to write into a file. A notebook shows it in a frame, which it can not leave."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<a web page of {len(self.encode()):,} bytes; str() gives its HTML>"

    def _repr_html_(self) -> str:
        """The page as it is, in a frame of its own: its scripts run there, and reach nothing else."""
        frame = f'sandbox="allow-scripts" width="100%" height="{HEIGHT}" style="border:1px solid #ccc"'
        return f'<iframe {frame} srcdoc="{escape(self, quote=True)}"></iframe>'
