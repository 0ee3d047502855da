"""Stories of notices and what followed them: asked, reminded, answered, silent, offered, paid and taken to court.

Days leave room for weekends and holidays: a letter decided on day n is presumed served between n - 2 and n - 8.
"""

from __future__ import annotations

from datetime import time

from demo.acts import Concludes, EndsOffer, EntersKeeper, Replies, Returns
from demo.stories import Shows, Story, When, just_now, officer
from triage.keeper import KeeperState
from triage.notice import KeeperAnswer, OfferState
from triage.outcome import Outcome

MORNING, NOON, SCHOOL, DUSK = time(8, 5), time(12, 40), time(15, 25), time(17, 45)
CLERK, LATE = time(11, 15), time(14, 20)
NFA, NOTICE, SEEN = Outcome.NO_FURTHER_ACTION, Outcome.NOTICE, "offence_seen"
FIXED, COURSE, COURT = Outcome.FIXED_PENALTY, Outcome.EDUCATION_COURSE, Outcome.COURT

FOLLOWED = (
    Story("look-up-notice", Shows.LOOK_UP, "careless_due_care", When(6, DUSK),
          (just_now(95, NOTICE, SEEN),), place=1, keeper="", reporter=5),
    Story("no-keeper", Shows.NO_KEEPER, "red_light", When(6, NOON),
          (officer(4, NOTICE, SEEN), EntersKeeper(3, CLERK, KeeperState.NONE)), place=5, keeper="", reporter=16),
    Story("reminded", Shows.REMINDED, "mobile_phone", When(30, MORNING),
          (officer(28, NOTICE, SEEN),), place=2, reporter=6),
    Story("driver-named", Shows.DRIVER_NAMED, "careless_due_care", When(26, DUSK), (
        officer(24, NOTICE, SEEN), Replies(9, CLERK, KeeperAnswer.NAMED_DRIVER),
    ), place=0, reporter=9),
    Story("chain-lease", Shows.CHAIN, "careless_due_care", When(47, NOON), (
        officer(45, NOTICE, SEEN), EntersKeeper(45, LATE, KeeperState.COMPANY),
        Replies(33, CLERK, KeeperAnswer.LEASED), Replies(20, LATE, KeeperAnswer.HIRED),
    ), place=3, keeper="", reporter=12),
    Story("to-conclude", Shows.CONCLUDE, "red_light", When(32, MORNING), (
        officer(30, NOTICE, SEEN), Replies(12, CLERK),
    ), place=8, reporter=3),
    Story("course", Shows.COURSE_OFFERED, "careless_due_care", When(36, DUSK), (
        officer(34, NOTICE, SEEN), Replies(22, CLERK), Concludes(8, LATE, COURSE),
    ), place=4, reporter=14),
    Story("paid", Shows.PAID, "mobile_phone", When(46, NOON), (
        officer(44, NOTICE, SEEN), Replies(34, CLERK), Concludes(30, LATE, FIXED),
        EndsOffer(12, CLERK, OfferState.PAID),
    ), place=3, reporter=18),
    Story("lapsed", Shows.LAPSED, "red_light", When(54, SCHOOL), (
        officer(52, NOTICE, SEEN), Replies(42, CLERK), Concludes(38, LATE, FIXED),
    ), place=5, reporter=20),
    Story("court", Shows.COURT, "red_light", When(50, DUSK), (
        officer(48, NOTICE, SEEN), Replies(38, CLERK), Concludes(34, LATE, FIXED),
        EndsOffer(24, CLERK, OfferState.DECLINED), Concludes(22, LATE, COURT),
    ), place=8, reporter=7),
    Story("silent", Shows.SILENT, "mobile_phone", When(55, MORNING),
          (officer(53, NOTICE, SEEN),), place=1, reporter=1),
    Story("returned", Shows.RETURNED, "careless_due_care", When(8, SCHOOL),
          (officer(6, NOTICE, SEEN), Returns(1, CLERK)), place=9, reporter=22),
    Story("in-doubt", Shows.IN_DOUBT, "solid_white", When(27, NOON),
          (officer(25, NOTICE, SEEN), Returns(1, LATE)), place=7, reporter=10),
    Story("old-dark", Shows.NO_ACTION, "careless_due_care", When(51, DUSK),
          (officer(49, NFA, "no_independent_evidence"),), place=6, reporter=19),
    Story("old-word", Shows.NO_ACTION, "mobile_phone", When(43, NOON),
          (officer(40, NFA, "no_offence"),), place=2, reporter=8),
    Story("old-plate", Shows.NO_ACTION, "red_light", When(37, MORNING),
          (officer(35, NFA, "no_plate"),), place=5, reporter=15),
)  # fmt: skip
