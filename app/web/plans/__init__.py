"""The month's plan: who does what and why, what is left out, how good it is; made, pinned and published by staff."""

from app.web.plans import freshness, publishing, showing, steering
from app.web.plans.blueprint import bp

__all__ = ["bp", "freshness", "publishing", "showing", "steering"]
