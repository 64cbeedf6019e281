"""What a browser says of itself, in a few words people know; told to its owner, and nothing depends on it."""

from __future__ import annotations

import re

from flask_babel import gettext

#: In this order: most browsers also name those they are like.
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "Mac"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)


def device_name(said: str) -> str:
    """Browser and system, as `Chrome（Windows）`; words for a device that says nothing we know."""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, said)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, said)), "")
    if browser and system:
        return str(gettext("%(browser)s（%(system)s）", browser=browser, system=system))
    return browser or system or str(gettext("わからない端末"))
