"""The suggestions for an article outside the app: cached, else worked out now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.cli.output import say
from newsbrowse.settings import config
from newsbrowse.settings.paths import standard_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse_store.library import Library
    from newsbrowse_store.model import Article, Suggestion


def suggested(library: Library, article: Article, model: str | None) -> Sequence[Suggestion]:
    """Every suggestion for `article` by the pipeline `model`, else the config's or the default.

    Without a pipeline the names that the library knows are suggested, and stderr says so.
    """
    from newsbrowse_nlp.once import analyse_once
    from newsbrowse_nlp.pipeline import cache_key, resolve

    here = standard_paths()
    name = model or config.load(here.config).model or None
    if resolve(name) is None:
        say("No pipeline is installed; `newsbrowse models` tells how to add one.")
    key = cache_key(name)
    found: Sequence[Suggestion] | None = library.suggestions.get(article.id, key)
    if found is None:
        known = library.known_names()
        found = analyse_once(article.text, article.regions, name, known, here.log)
        library.suggestions.put(article.id, key, found)
        library.touch(article.id)
    return found
