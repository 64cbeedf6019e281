"""The two ways in which a message does not go out, the same for mail and chat.

Neither names an address, a password or what the other side said: errors are logged.
"""

from __future__ import annotations


class MessageRefused(Exception):
    """The other side will never take this message; sending it again is no use."""


class MessagingUnavailable(Exception):
    """Nobody takes messages now, or our settings are not accepted; the message waits and is sent again."""


class SenderUnknown(MessagingUnavailable):
    """No mail can be sent from the address that this place writes from; it waits until the settings name one."""
