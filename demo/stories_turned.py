"""Stories that took a turn: sealed, withdrawn, superseded, contested, or warned for the third time."""

from __future__ import annotations

from datetime import time

from demo.acts import Alleges, AnswersContest, Contests, Excepts, Seals, Supersedes, Withdraws
from demo.people import SECOND
from demo.stories import Decides, Shows, Story, When, just_now, officer, sergeant
from triage.outcome import Outcome

MORNING, NOON, SCHOOL, DUSK = time(8, 5), time(12, 40), time(15, 25), time(17, 45)
NFA, WARNING, NOTICE = Outcome.NO_FURTHER_ACTION, Outcome.WARNING_LETTER, Outcome.NOTICE
THRICE_WARNED = "DX70 KLM"

AT_THE_DESK = (
    Story("sealed", Shows.SEALED, "careless_due_care", When(4, NOON), (Seals(2, time(13, 20)),), place=6, reporter=4),
    Story("taken-back", Shows.WITHDRAWN, "careless_inconsiderate", When(5, SCHOOL),
          (Withdraws(1, time(9, 15)),), place=3, reporter=21),
    Story("phone-and-pass", Shows.TWO_OFFENCES, "careless_due_care", When(4, MORNING),
          (Alleges(2, time(14, 50), "mobile_phone"),), place=0, reporter=8),
    Story("knocked", Shows.EXCEPTION, "careless_due_care", When(5, NOON), (
        Excepts(2, time(15, 30), "accident", "The driver stopped, got out and looked at both wing mirrors."),
    ), place=7, reporter=17),
)  # fmt: skip

LADDER = (
    Story("ladder-first", Shows.WARNED, "careless_inconsiderate", When(50, MORNING),
          (officer(48, WARNING, "first_time"),), plate=THRICE_WARNED, place=0, reporter=0),
    Story("ladder-second", Shows.WARNED_AGAIN, "careless_due_care", When(30, NOON),
          (officer(28, WARNING, "less_serious"),), plate=THRICE_WARNED, place=4, reporter=13),
    Story("ladder-final", Shows.FINAL_WARNING, "careless_due_care", When(6, DUSK),
          (just_now(70, WARNING, "less_serious"),), plate=THRICE_WARNED, place=2, reporter=2),
    Story("posted-today", Shows.TO_POST, "red_light", When(5, MORNING),
          (just_now(110, NOTICE, "offence_seen"),), place=5, reporter=3),
    Story("phone-today-asked", Shows.TO_POST, "mobile_phone", When(6, NOON),
          (just_now(130, NOTICE, "offence_seen"),), place=3, reporter=15),
)  # fmt: skip

CAME_BACK = (
    Story("contested", Shows.CONTESTED, "solid_white", When(16, MORNING), (
        officer(14, WARNING, "first_time"),
        Contests(4, time(10, 5), "My car was in the works car park all day. I can send the entry log of the gate."),
    ), place=7, reporter=19),
    Story("upheld", Shows.UPHELD, "careless_inconsiderate", When(32, NOON), (
        officer(30, WARNING, "first_time"),
        Contests(20, time(10, 5), "I sold this car in spring. The letter shows a blue one, and mine is white."),
        AnswersContest(16, time(14, 40)),
    ), place=3, reporter=11),
    Story("second-look", Shows.SUPERSEDED, "careless_due_care", When(7, MORNING), (
        Decides(5, time(9, 40), NFA, "no_independent_evidence", SECOND),
        Supersedes(3, time(15, 10), WARNING, "less_serious"),
    ), place=1, reporter=16),
    Story("racing", Shows.SECTION_59, "careless_inconsiderate", When(3, DUSK), (
        Decides(1, time(9, 30), WARNING, "first_time", recommends_s59=True),
    ), place=9, reporter=6),
    Story("standards", Shows.STANDARDS, "mobile_phone", When(6, SCHOOL),
          (sergeant(1, Outcome.REFERRED, "professional_standards"),), place=8, reporter=14,
          says="The driver of the van with the force's badge was on the phone the whole way up the hill."),
)  # fmt: skip
