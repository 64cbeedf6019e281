"""The address of the page being shown, with some of its query changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for

#: More pages than any list has, and few enough that its rows can still be counted off.
LAST_PAGE = 1_000_000


def page_asked(name: str = "page") -> int:
    """The page of a list that was asked for under that name, 1 where nothing sensible was."""
    return min(max(1, request.args.get(name, 1, type=int)), LAST_PAGE)


def this_page(*, drop: frozenset[str] = frozenset(), **changes: str) -> str:
    """The present page and query without `drop` and with `changes`; for language, month, filters and paging.

    What a visitor typed never reaches url_for's own switches (`_external`, `_scheme`, …): it is left out.
    """
    typed = request.args.to_dict(flat=False)
    query: dict[str, Any] = {k: v for k, v in typed.items() if not k.startswith("_") and k not in drop | {"endpoint"}}
    return url_for(request.endpoint or "accounts.sign_in", **{**query, **(request.view_args or {}), **changes})


def page_sent_from() -> str | None:
    """Path and query of the page of ours whose form sent this request; None where it cannot be opened again.

    It is the page the browser names (`Referer`; ours send it inside this site alone), else the address itself.
    """
    named = urlsplit(request.referrer or "")
    is_named = named.netloc == request.host and bool(named.path)
    path, query = (
        (named.path, named.query) if is_named else (request.path, request.query_string.decode("utf-8", "replace"))
    )
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not adapter.test(path, "GET"):
        return None
    return f"{path}?{query}" if query else path
