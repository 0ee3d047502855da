"""Letters as paper: a folder of layout for each kind, one base, our own fonts, and facts that are never markup."""

from worker.letters.render import Rendered, compose, render

__all__ = ["Rendered", "compose", "render"]
