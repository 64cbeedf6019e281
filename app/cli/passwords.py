"""Passwords as people type them: hidden, twice, and asked for again where they cannot be taken."""

from __future__ import annotations

import sys

import click

from app.cli.desk import Desk
from app.domain.accounts import LEAST_PASSWORD_LENGTH
from app.translations import N_

STDIN_HELP = N_("パスワードを標準入力から読む")


def asked_password(desk: Desk, *, from_stdin: bool) -> str:
    """A password from the terminal that was typed twice alike, or the first line of the standard input as it is."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    say, wanted = desk.say, N_("パスワード（%(least)s文字以上。入力した文字は表示されません）")
    while True:
        password = _hidden(say(wanted, least=LEAST_PASSWORD_LENGTH))
        if len(password) < LEAST_PASSWORD_LENGTH:
            click.echo(say("短すぎます。%(least)s文字以上にしてください。", least=LEAST_PASSWORD_LENGTH), err=True)
        elif _hidden(say("もう一度")) == password:
            return password
        else:
            click.echo(say("2回の入力が違います。はじめから入力してください。"), err=True)


def _hidden(text: str) -> str:
    return str(click.prompt(text, hide_input=True))
