"""Who may approve, and what a code proves."""

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from pyotp.totp import TOTP
from sqlalchemy import Engine
from sqlmodel import select

from communique.queue import approvers
from communique.queue.audit import export
from communique.queue.database import reading, writing
from communique.queue.registers import Approver

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"
KEY = Fernet.generate_key()
STEP = dt.timedelta(seconds=30)


def enroll(engine: Engine, person: str = "s.miller", committee: str = TC) -> TOTP:
    """Enrol somebody; give the app that shows the codes."""
    return TOTP(approvers.enroll(engine, committee, person, person.title(), key=KEY, now=NOW))


def judge(engine: Engine, code: str, at: dt.datetime = NOW, committee: str = TC) -> tuple[str, str]:
    """Judge a code in a transaction of its own."""
    with writing(engine) as session:
        judged = approvers.judge(session, committee, code, at=at, key=KEY)
    return judged.outcome, judged.person


def test_a_code_names_who_it_belongs_to(engine: Engine) -> None:
    """With several people enrolled the code tells who decided."""
    enroll(engine)
    deputy = enroll(engine, "d.deputy")
    assert judge(engine, deputy.at(NOW)) == ("right", "d.deputy")


def test_spaces_in_a_code_do_not_matter(engine: Engine) -> None:
    """Apps show codes in two groups; both forms are right."""
    code = enroll(engine).at(NOW)
    assert judge(engine, f" {code[:3]} {code[3:]} ") == ("right", "s.miller")


@pytest.mark.parametrize(("steps", "outcome"), [(-2, "wrong-code"), (-1, "right"), (1, "right"), (2, "wrong-code")])
def test_a_clock_may_be_half_a_minute_off(engine: Engine, steps: int, outcome: str) -> None:
    """The code before and the one after are accepted, others are not (RFC 6238, 5.2)."""
    code = enroll(engine).at(NOW + steps * STEP)
    assert judge(engine, code)[0] == outcome


def test_a_code_works_once(engine: Engine) -> None:
    """A second time the same code is refused, even half a minute later; it is not counted as wrong."""
    code = enroll(engine).at(NOW)
    assert judge(engine, code)[0] == "right"
    for _ in range(6):
        assert judge(engine, code, NOW + STEP)[0] == "used-code"


def in_a_row(app: TOTP, at: dt.datetime = NOW) -> str:
    """Give the code of this moment with the one before it, as somebody types them who has waited for it."""
    return f"{app.at(at - STEP)} {app.at(at)}"


def guessed(engine: Engine) -> list[str]:
    """Guess five times."""
    return [judge(engine, "abcdef")[0] for _ in range(5)]


def test_after_five_wrong_codes_two_in_a_row_are_asked_for(engine: Engine) -> None:
    """One code is not enough then, right or wrong; two in a row are, and afterwards one is enough again."""
    app = enroll(engine)
    assert guessed(engine) == ["wrong-code"] * 4 + ["guarded"]
    assert [judge(engine, code)[0] for code in (app.at(NOW), "abcdef")] == ["still-guarded"] * 2
    events = [event["what"] for event in export(engine)]
    assert (events.count("desk.guarded"), events.count("code.wrong")) == (1, 7)
    assert judge(engine, in_a_row(app)) == ("right", "s.miller")
    assert judge(engine, app.at(NOW + STEP), NOW + STEP)[0] == "right"


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, -1), (-2, 0), (-1, 1), (-3, -2), (1, 2)])
def test_two_codes_must_follow_each_other_and_be_of_now(engine: Engine, first: int, second: int) -> None:
    """The same code twice, the wrong order, a gap, and two that are too old or too new, prove nothing."""
    app = enroll(engine)
    guessed(engine)
    code = app.at(NOW + first * STEP) + app.at(NOW + second * STEP)
    assert judge(engine, code)[0] == "still-guarded"


def test_two_codes_in_a_row_work_once(engine: Engine) -> None:
    """Neither of the two works again, and a code that was used before is none of two."""
    app = enroll(engine)
    assert judge(engine, app.at(NOW - STEP))[0] == "right"
    guessed(engine)
    assert judge(engine, in_a_row(app))[0] == "used-code"
    assert judge(engine, in_a_row(app, NOW + STEP), NOW + STEP)[0] == "right"
    assert [judge(engine, app.at(at), NOW + STEP)[0] for at in (NOW, NOW + STEP)] == ["used-code"] * 2


def test_the_codes_of_two_people_are_not_two_in_a_row(engine: Engine) -> None:
    """Both must come from the same app, whoever else is enrolled."""
    app, deputy = enroll(engine), enroll(engine, "d.deputy")
    guessed(engine)
    assert judge(engine, app.at(NOW - STEP) + deputy.at(NOW))[0] == "still-guarded"


def test_enrolling_anew_makes_one_code_enough(engine: Engine) -> None:
    """Whoever is enrolled anew has a new key, which nobody has guessed at."""
    enroll(engine)
    guessed(engine)
    assert judge(engine, enroll(engine).at(NOW))[0] == "right"


def test_a_right_code_forgives_one_wrong_one(engine: Engine) -> None:
    """Somebody who mistypes now and then is not troubled; somebody who guesses beside the Secretary soon is."""
    app = enroll(engine)
    for number in range(6):
        assert judge(engine, "é")[0] == "wrong-code"
        at = NOW + number * STEP
        assert judge(engine, app.at(at), at)[0] == "right"
    assert [judge(engine, "abcdef")[0] for _ in range(4)] == ["wrong-code"] * 4
    assert judge(engine, app.at(NOW + 6 * STEP), NOW + 6 * STEP)[0] == "right"
    assert [judge(engine, "abcdef")[0] for _ in range(2)] == ["wrong-code", "guarded"]


def test_guessing_at_one_committee_is_nothing_to_another(engine: Engine) -> None:
    """Committees have desks and codes of their own."""
    enroll(engine)
    other = enroll(engine, committee="iso-tc-401")
    for _ in range(5):
        judge(engine, "000000x")
    assert judge(engine, other.at(NOW))[0] == "still-guarded"
    assert judge(engine, other.at(NOW), committee="iso-tc-401")[0] == "right"


def test_enrolling_anew_ends_the_old_secret(engine: Engine) -> None:
    """The old app shows wrong codes from then on, and the list names the person once."""
    old = enroll(engine)
    new = enroll(engine)
    assert judge(engine, old.at(NOW))[0] == "wrong-code"
    assert judge(engine, new.at(NOW))[0] == "right"
    assert [view.person for view in approvers.approvers(engine, TC)] == ["s.miller"]


def test_who_is_revoked_approves_nothing(engine: Engine) -> None:
    """A revoked person's codes are not accepted; revoking twice changes nothing."""
    app = enroll(engine)
    assert approvers.revoke(engine, TC, "s.miller", who="administrator", now=NOW)
    assert not approvers.revoke(engine, TC, "s.miller", who="administrator", now=NOW)
    assert judge(engine, app.at(NOW))[0] == "nobody-enrolled"
    assert approvers.approvers(engine) == []


def test_the_secret_is_not_readable_in_the_database(engine: Engine) -> None:
    """What is stored is encrypted; only the key opens it."""
    secret = approvers.enroll(engine, TC, "s.miller", "S. Miller", key=KEY, now=NOW)
    with reading(engine) as session:
        stored = session.exec(select(Approver)).one().secret
    assert secret.encode() not in stored
    assert Fernet(KEY).decrypt(stored).decode() == secret


def test_a_lost_key_is_no_failure(engine: Engine) -> None:
    """A secret kept with a key that is lost fits no code; who is enrolled anew can approve at once."""
    old = Fernet.generate_key()
    approvers.enroll(engine, TC, "d.oven", "Dana Oven", key=old, now=NOW)
    assert judge(engine, "123456") == ("wrong-code", "")
    assert judge(engine, enroll(engine).at(NOW))[0] == "right"
