"""Forms whose page stays: with scripts only the page's part is taken anew (the macro `in_place`), never the wrong one.

The answer to such a form is the whole page the form stands on, as without scripts. Two answers are not: one that leads
to another page, whose frame and sheets differ, and a fault, in whose place what was typed would be lost.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

#: Where a fault is said beside the page that stays (`layout.html`).
TOLD = "#told"


def is_taken_in_place() -> bool:
    """Whether the request sends a form of which only the page's part is taken anew."""
    return request.method == "POST" and request.headers.get("HX-Request-Type") == "full"


def beside_the_page(response: Response) -> Response:
    """The fragment of a fault, to be shown beside the page, whose fields keep what was typed."""
    response.headers.update({"HX-Retarget": TOLD, "HX-Reselect": ".note", "HX-Reswap": "innerHTML"})
    return response


def wire_staying(app: Flask) -> None:
    """Lets the browser itself open what such a form leads to where that is another page, which says what happened."""

    @app.after_request
    def leads_elsewhere(response: Response) -> Response:
        if not (is_taken_in_place() and response.status_code in {301, 302, 303} and _is_elsewhere(response)):
            return response
        led = Response(status=204, headers={"HX-Redirect": response.headers["Location"]})
        for cookie in response.headers.getlist("Set-Cookie"):
            led.headers.add("Set-Cookie", cookie)
        return led


def _is_elsewhere(response: Response) -> bool:
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return urlsplit(response.headers["Location"]).path != here
