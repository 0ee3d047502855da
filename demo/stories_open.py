"""Stories that still wait for somebody: the queue and every other lane."""

from __future__ import annotations

from datetime import time
from types import MappingProxyType

from demo.people import COLLEAGUE_CAR, FORCE_CAR
from demo.stories import Film, LooksUp, Notes, Shows, Skips, Story, When

MORNING, NOON, SCHOOL, DUSK = time(8, 5), time(12, 40), time(15, 25), time(17, 45)
DAY_M = 24 * 60
FRIGHTENED = MappingProxyType({"endangered": True})
MARKED = MappingProxyType({"mark_s": 2.4})

QUEUE = (
    Story("pass-hagley", Shows.QUEUE, "careless_due_care", When(at=MORNING, due=0), answers=FRIGHTENED, reporter=0),
    Story("pass-bristol", Shows.QUEUE, "careless_due_care", When(4, DUSK), place=1, answers=FRIGHTENED, reporter=1),
    Story("pass-bend", Shows.QUEUE, "careless_due_care", When(2, SCHOOL), place=4, reporter=6),
    Story("pass-today", Shows.QUEUE, "careless_due_care", When(minutes_ago=190), place=9, reporter=11),
    Story("phone-queue", Shows.QUEUE, "mobile_phone", When(6, MORNING), place=2, answers=MARKED, reporter=2),
    Story("phone-ear", Shows.QUEUE, "mobile_phone", When(3, NOON), place=3, reporter=3),
    Story("phone-today", Shows.QUEUE, "mobile_phone", When(minutes_ago=75), place=1, reporter=12),
    Story("belt-van", Shows.QUEUE, "seat_belt_driver", When(5, NOON), place=6, keeper="company", reporter=4),
    Story("red-crossroads", Shows.QUEUE, "red_light", When(at=DUSK, due=0), place=5, reporter=5),
    Story("red-school", Shows.QUEUE, "red_light", When(1, SCHOOL), place=8, answers=MARKED, reporter=8),
    Story("dangerous-brow", Shows.QUEUE, "dangerous", When(2, DUSK), place=7, answers=FRIGHTENED, reporter=7),
    Story("cut-in-lane", Shows.QUEUE, "careless_inconsiderate", When(6, DUSK), place=3, reporter=9),
    # Two people saw the same car: two reports, one event.
    Story("pair-cyclist", Shows.INCIDENT, "red_light", When(3, MORNING), plate="KX19 RJV", place=4, reporter=10),
    Story("pair-driver", Shows.INCIDENT, "red_light", When(3, MORNING), plate="KX19 RJV", place=4, reporter=13),
    Story("green-man", Shows.QUEUE, "pelican_red", When(4, NOON), place=0, keeper="", reporter=14),
    Story("double-white", Shows.QUEUE, "solid_white", When(at=NOON, due=1), place=7, reporter=15),
    Story("no-entry", Shows.QUEUE, "s36_nonendorsable", When(5, MORNING), place=6, reporter=16),
    Story("red-x", Shows.QUEUE, "red_x", When(4, DUSK), place=2, reporter=17),
    Story("zig-zags", Shows.QUEUE, "ped_crossing_stop", When(1, SCHOOL), place=8, reporter=18),
    Story("zebra", Shows.QUEUE, "ped_crossing_precedence", When(at=MORNING, due=1), place=9, reporter=19),
    Story("stop-sign", Shows.QUEUE, "stop_sign", When(7, DUSK), place=5, keeper="", reporter=20),
    Story("pavement", Shows.QUEUE, "obstruction", When(2, NOON), place=6, reporter=21),
    # The fourteen days of the force's own promise end in some hours.
    Story("belt-due", Shows.QUEUE, "seat_belt_driver", When(minutes_ago=14 * DAY_M - 300), place=3, reporter=22),
    Story("door", Shows.QUEUE, "door", When(3, DUSK), place=1, reporter=0),
    Story("claimed", Shows.CLAIMED, "mobile_phone", When(4, SCHOOL), place=5, reporter=6),
    Story("given-back", Shows.SKIPPED, "careless_due_care", When(5, DUSK), (
        Skips(2), Notes(2, time(10, 44), "The plate is readable in one picture only. Worth a second pair of eyes."),
    ), place=2, reporter=12),
)  # fmt: skip

LANES = (
    Story("half-told", Shows.DRAFT, "mobile_phone", When(minutes_ago=52), place=4, reporter=5),
    Story("fresh-phone", Shows.PREPARING, "mobile_phone", When(minutes_ago=2), place=3, reporter=15),
    Story("fresh-light", Shows.PREPARING, "red_light", When(minutes_ago=1), place=0, reporter=9),
    Story("no-plate", Shows.CONFIRM, "careless_due_care", When(3, MORNING), plate="", place=1, reporter=2,
          answers=MappingProxyType({"description": "Dark moped without a plate, rider in a grey hood"})),
    Story("renamed-text", Shows.CONFIRM, "obstruction", When(2, DUSK), place=5, reporter=14, film=Film.TEXT),
    Story("sent-twice", Shows.CONFIRM, "careless_due_care", When(at=MORNING, due=0, sent_day=5), reporter=0,
          film=Film.COPY, copy_of="pass-hagley"),
    Story("yellow-lines", Shows.CONFIRM, "waiting", When(4, NOON), place=6, reporter=18),
    Story("by-lot", Shows.AUDIT, "plate_nonconform", When(3, NOON), place=2, reporter=3, audited=True),
    Story("threat", Shows.URGENT, "dangerous", When(minutes_ago=38), place=4, reporter=7, answers=FRIGHTENED,
          says="After I sounded my horn he got out at the lights and threatened to kill me. He held up his fist and "
               "then drove at me. I am at home now and safe, but he saw my number plate."),
    Story("colleague", Shows.RESTRICTED, "red_light", When(2, MORNING), plate=COLLEAGUE_CAR, place=8, reporter=17),
    Story("patrol-car", Shows.RESTRICTED, "red_light", When(3, NOON), plate=FORCE_CAR, place=1, reporter=13,
          says="A marked police car went through the red light without its blue lights on."),
    Story("after-last-post", Shows.RESCUE, "red_light", When(13, DUSK), place=9, reporter=20),
    Story("sent-late", Shows.RESCUE, "s36_endorsable", When(13, NOON, sent_day=1), place=2, reporter=22),
)  # fmt: skip

PROPOSED = (
    Story("kerb-again", Shows.PROPOSED, "obstruction", When(17, MORNING), (LooksUp(16),), place=0, reporter=8),
    Story("italics", Shows.PROPOSED, "plate_nonconform", When(18, NOON), (LooksUp(17),), place=3, reporter=13),
    Story("brow", Shows.PROPOSED, "dangerous_position", When(16, DUSK), (LooksUp(15),), place=7, reporter=1),
)
