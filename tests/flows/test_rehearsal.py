"""The scripted Secretary's codes."""

import datetime as dt

from pyotp.totp import TOTP

from bakery import SLOT
from communique.flows.rehearsal import Codes

SECRETS = {"s.miller": "JBSWY3DPEHPK3PXP" * 2, "d.oven": "KRSXG5CTMVRXEZLU" * 2}


def test_no_code_comes_twice() -> None:
    """Each person has three codes that are valid at one moment; then there is none until the next half minute."""
    codes = Codes(SECRETS)
    given = [codes.fresh(SLOT) for _ in range(7)]
    assert given[6] is None
    assert len({*given[:6]}) == 6
    assert codes.fresh(SLOT + dt.timedelta(seconds=30))


def test_a_code_is_right() -> None:
    """The first code is the one that the app shows now."""
    assert Codes(SECRETS).fresh(SLOT) == TOTP(SECRETS["s.miller"]).at(SLOT)
