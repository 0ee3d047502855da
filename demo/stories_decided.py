"""Stories that somebody has decided, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType

from demo.acts import PassesOn, SetsMarker
from demo.people import OFFICER, SECOND
from demo.stories import (
    Approves,
    ClosesAlarm,
    Decides,
    Declines,
    Film,
    LooksUp,
    Notes,
    Shows,
    Story,
    When,
    officer,
    sergeant,
)
from triage.finding import JsonValue
from triage.marker import MarkerKind
from triage.outcome import Outcome

MORNING, NOON, SCHOOL, DUSK = time(8, 5), time(12, 40), time(15, 25), time(17, 45)
NFA, WARNING, NOTICE = Outcome.NO_FURTHER_ACTION, Outcome.WARNING_LETTER, Outcome.NOTICE
OUTSIDE: Mapping[str, JsonValue] = MappingProxyType(
    {"road": "A5 Watling Street", "town": "Cannock", "lat": 52.6866, "lon": -2.0290}
)
TWICE_WARNED = "BX21 KDV"

NO_ACTION = (
    Story("no-offence", Shows.NO_ACTION, "careless_due_care", When(15, DUSK),
          (officer(12, NFA, "no_offence"),), place=1, reporter=4),
    Story("one-word", Shows.NO_ACTION, "mobile_phone", When(14, NOON),
          (officer(10, NFA, "no_independent_evidence", time(11, 20)),), place=3, reporter=16),
    Story("too-dark", Shows.NO_ACTION, "red_light", When(10, time(18, 50)),
          (Decides(7, time(9, 50), NFA, "no_plate", SECOND),), place=5, reporter=19),
    Story("next-county", Shows.NO_ACTION, "careless_due_care", When(12, MORNING),
          (officer(9, NFA, "out_of_force"),), answers=OUTSIDE, reporter=21),
    Story("neighbour", Shows.MARKED, "obstruction", When(11, SCHOOL), (
        Decides(6, time(13, 15), NFA, "misc_crimes", SECOND),
        SetsMarker(5, time(11, 30), MarkerKind.BAD_FAITH,
                   "Third report about the same neighbour in a month, and two of the films show the same hour."),
    ), place=6, reporter=23),
    Story("same-again", Shows.NO_ACTION, "careless_due_care", When(15, DUSK, sent_day=14),
          (officer(11, NFA, "duplicate"),), place=1, reporter=4, film=Film.COPY, copy_of="no-offence"),
)  # fmt: skip

WARNED = (
    Story("first-warning", Shows.WARNED, "careless_inconsiderate", When(19, MORNING),
          (officer(18, WARNING, "first_time"),), plate=TWICE_WARNED, place=0, reporter=2),
    Story("second-warning", Shows.WARNED_AGAIN, "careless_inconsiderate", When(8, DUSK),
          (officer(6, WARNING, "less_serious", time(14, 30)),), plate=TWICE_WARNED, place=3, reporter=13),
    Story("zig-zag-warning", Shows.WARNED, "ped_crossing_stop", When(13, SCHOOL),
          (Decides(9, time(14, 10), WARNING, "first_time", SECOND),), place=8, reporter=18),
    Story("cut-corner", Shows.SECOND_LOOK, "solid_white", When(6, NOON),
          (officer(2, WARNING, "less_serious"),), place=7, reporter=23),
    Story("watched-late", Shows.WARNED, "solid_white", When(17, DUSK),
          (sergeant(3, WARNING, "not_in_time_for_notice"),), place=9, reporter=15),
    Story("leased-van", Shows.WARNED, "dangerous_position", When(9, NOON),
          (officer(4, WARNING, "first_time", time(16, 25)),), place=4, keeper="company", reporter=20),
    Story("stuck-letter", Shows.LETTER_FAILED, "ped_crossing_precedence", When(5, MORNING),
          (officer(1, WARNING, "first_time", time(11, 5)),), place=9, reporter=16),
    Story("approved", Shows.APPROVED, "obstruction", When(19, NOON),
          (LooksUp(18), Approves(2, time(9, 40))), place=2, reporter=5),
    Story("declined", Shows.DECLINED, "obstruction", When(19, SCHOOL),
          (LooksUp(18), Declines(2, time(9, 48), "The still does not show who was obstructed; a person should look.")),
          place=6, reporter=9),
)  # fmt: skip

NOTICES = (
    Story("notice-pass", Shows.NOTICE_TOLD, "careless_due_care", When(16, MORNING),
          (officer(14, NOTICE, "offence_seen"),), place=0, reporter=7,
          answers=MappingProxyType({"endangered": True})),
    Story("notice-overtake", Shows.NOTICE_TOLD, "dangerous", When(12, NOON),
          (Decides(10, time(15, 45), NOTICE, "offence_seen", offence="careless_due_care"),), place=7, reporter=10),
    Story("notice-posted", Shows.NOTICE_UNTOLD, "red_light", When(3, DUSK),
          (officer(1, NOTICE, "offence_seen"),), place=5, reporter=14),
    Story("notice-pass-posted", Shows.NOTICE_UNTOLD, "careless_due_care", When(4, MORNING),
          (officer(1, NOTICE, "offence_seen", time(13, 35)),), place=1, keeper="company", reporter=22),
    Story("phone-asked", Shows.KEEPER_ASKED, "mobile_phone", When(15, MORNING),
          (officer(12, NOTICE, "offence_seen", time(9, 25)),), place=3, reporter=3),
    Story("belt-asked", Shows.LOOK_UP, "seat_belt_driver", When(4, SCHOOL),
          (Decides(1, time(15, 50), NOTICE, "offence_seen", SECOND),), place=6, keeper="", reporter=6),
    Story("second-thoughts", Shows.UNDONE, "careless_due_care", When(9, MORNING),
          (Decides(6, time(11, 30), NOTICE, "offence_seen", OFFICER, first=(NFA, "no_independent_evidence")),
           Notes(6, time(11, 20), "Watched twice: the gap is plain from the second picture on.")),
          place=2, reporter=17),
)  # fmt: skip

ELSEWHERE = (
    Story("forgotten", Shows.LATE, "careless_due_care", When(20, NOON, sent_day=4),
          (sergeant(2, Outcome.OUT_OF_TIME_LATE, "late_submission"),), place=8, reporter=11),
    Story("not-reached", Shows.FORCE_LATE, "red_light", When(19, DUSK, sent_day=18),
          (sergeant(1, Outcome.OUT_OF_TIME_FORCE, "force_delay"),), place=5, reporter=19),
    Story("collision", Shows.REFERRED, "careless_due_care", When(8, DUSK),
          (ClosesAlarm(7, time(9, 5), "LOG 0412 of the day"), sergeant(7, Outcome.REFERRED, "collision", time(9, 30)),
           PassesOn(7, time(9, 50))),
          place=1, reporter=8, answers=MappingProxyType({"collision": True, "hurt": True, "endangered": True}),
          says="The car drifted into the cyclist as it passed, and she came off. I stopped to help: she has hurt her "
               "wrist. The driver waited and gave his name."),
    Story("council", Shows.REFERRED, "local_order", When(7, MORNING),
          (officer(3, Outcome.REFERRED, "council"), PassesOn(2, time(9, 55))), place=3, reporter=21),
    Story("cloned", Shows.OTHER, "no_insurance", When(11, NOON),
          (Decides(8, time(10, 15), Outcome.FALSE_PLATES, "cloned", SECOND),
           SetsMarker(7, time(9, 40), MarkerKind.CLONED, "The keeper's own car was in a garage in Solihull that day.")),
          place=2, reporter=0,
          says="Same number as my own car, same model, other side of town. I have had two parking tickets for it."),
    Story("blue-light", Shows.OTHER, "red_light", When(10, MORNING),
          (officer(8, Outcome.EMERGENCY_EXEMPTION, "emergency_response"),), place=4, keeper="company", reporter=12,
          says="A car with blue lights behind the grille went through the red light."),
)  # fmt: skip
