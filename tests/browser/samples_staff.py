"""Invented contexts of every staff page: the preview draws them, and route writers read them as examples."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from api.views import review as r
from api.views import staff as v
from api.views.figures import Measure, SpeedPoint, Strip, TrackPoint
from api.views.leave import Because, Beside, Leave
from tests.browser import samples_approvals, samples_lanes, samples_letters, samples_process
from tests.browser.samples_public import CAUSES, MEASURES, MONTHS
from tests.browser.samples_reconciled import PLACE_TO_CONFIRM, RECONCILED, TO_CONFIRM, confirmations

NOW = datetime(2026, 11, 21, 10, 12, tzinfo=UTC)
SECTIONS = ("queue", "review", "work", "post", "performance", "approvals", "policy", "problems")
BAR = v.Bar("Example Constabulary", "preview", "PC 4471 Marsh", "queue", SECTIONS, 38, 27, 3, 1, may_find=True)

LANES = (
    v.LaneTab("Queue", "/queue", 38, True),
    v.LaneTab("Confirm", "/lanes/confirm", 6),
    v.LaneTab("Rescue", "/lanes/rescue", 1),
    v.LaneTab("Audit", "/lanes/audit", 2),
)
ROW = v.QueueRow(
    place=1,
    reference="SN-7K3M-Q9TX-4",
    url="/review/1",
    offence="Driving without due care",
    vehicle="AB12 CDE, grey Vauxhall Corsa",
    where="A4123 Hagley Road West, Oldbury",
    tier=1,
    tier_words="Filter offence, cyclist in danger",
    reason="In the filter: counts as due 14 days earlier",
    due_words="Post by",
    due_on=date(2026, 11, 25),
    time_left="4 d 2 h",
    urgency="soon",
)
ROWS = (
    replace(ROW, is_mine=True, claimed_by="PC 4471 Marsh"),
    replace(ROW, place=2, reference="SN-2P4R-V8WA-K", offence="Red traffic light", vehicle="KX19 RJV, white Ford"),
    replace(ROW, place=3, reference="SN-9H5C-0MDE-7", offence="Hand-held phone", claimed_by="PC 2209 Osei"),
    replace(
        ROW,
        place=4,
        reference="SN-4T1B-Y6NZ-2",
        tier=2,
        tier_words="No filter offence, deadline near",
        time_left="late by 1 d",
        urgency="breach",
        due_on=date(2026, 11, 20),
    ),
    replace(
        ROW,
        place=5,
        reference="SN-6X8J-3QGF-D",
        offence="Solid double white lines",
        vehicle="No plate visible",
        tier=3,
        tier_words="Not in the filter",
        reason="First report of this vehicle",
        due_words="Review by",
        due_on=date(2026, 12, 3),
        time_left="12 d",
        urgency="calm",
        footage="preparing",
    ),
    replace(ROW, place=6, reference="SN-0E7S-M4KH-9", tier=3, tier_words="Not in the filter", footage="unreadable"),
)
HELD = (
    v.HeldBy("PC 2209 Osei", "SN-9H5C-0MDE-7", "/review/3", NOW, NOW + timedelta(minutes=5), "/review/3/take-over"),
    v.HeldBy("PC 3180 Khan", "SN-3K9C-1MDE-2", "/review/9", NOW, NOW + timedelta(minutes=4)),
)
LEFT = (
    "2 cases are held; the next claim ends at 10:16 unless its page stays open.",
    "Other lists: 6 in Confirm, 1 in Rescue.",
    "A supervisor can take over what is held, and act on urgent, rescue and restricted cases.",
)
LEAVE = Leave(
    skip_url="/review/1/skip",
    release_url="/review/1/release",
    urgent_url="/review/1/urgent",
    conflict_url="/review/1/conflict",
    standards_url="/review/1/standards",
    withdrew_url="/review/1/withdrew",
    seal_url="/review/1/seal",
    skips=(Because("not_sure", "Not sure", "S"), Because("technical", "Footage does not work here", "F")),
    seals=(Because("distressing", "Distressing: death, grave injury or suffering", "D"),),
)
PAST = (
    v.PastAction(date(2026, 8, 11), "Warning letter, level 1: close pass"),
    v.PastAction(date(2026, 2, 3), "No further action: plate unclear"),
)
CHECKS = (
    v.Check("Plate confirmed", True),
    v.Check("Time confirmed", True),
    v.Check("Moment marked", False, "marked"),
    v.Check("Moment played", False, "played"),
    v.Check("Statement signed", True),
)
PROBLEMS = v.ProblemsPage(
    alarms=(
        v.Alarm(
            "Urgent referral waits",
            "A report says that the driver may be drunk now.",
            NOW,
            is_breach=True,
            url="/review/9",
            close_url="/problems/9/close",
            close_label="Control-room log number",
        ),
        v.Alarm("2 filter offences expire within 3 days", "Nobody has opened them yet.", NOW, url="/queue"),
    ),
    jobs=(
        v.DeadJob(
            "Make the footage playable",
            "SN-0E7S-M4KH-9",
            "The file ends in the middle of a picture. The original is kept.",
            5,
            NOW,
            "/problems/jobs/1/retry",
            "/review/6",
        ),
    ),
    counts=(v.JobCount("Read footage", 2, 1, 41, 0), v.JobCount("Make playable", 3, 1, 38, 1)),
    workers_seen_at=NOW,
)
TILES = (
    Measure("Waiting", "38"),
    Measure("Due within 72 hours", "7", "4 of them in the filter", "warn"),
    Measure("Expected to expire", "0"),
    Measure("Positive", "71 %", "against 85 % before April 2025"),
    Measure("Filter offences in time", "99 %"),
    Measure("Median days to decision", "3.1"),
    Measure("Out of time by our own delay", "1", "this month", "bad"),
)
DASHBOARD = v.DashboardPage(
    TILES,
    MONTHS,
    MEASURES,
    CAUSES,
    "71 % of the reports accepted led to a positive outcome; of all reports, with those turned away, 54 % did. "
    "The first figure rises when the door is narrower, so the two are read together.",
    counted_at=NOW,
)
HISTORY = v.CaseHistoryPage(
    "SN-7K3M-Q9TX-4",
    "/review/1",
    tuple(
        v.HistoryEntry(
            NOW + timedelta(minutes=number), actor, title, detail, f"{number + 3:x}" * 16, '{"rank_key": 1763000000}'
        )
        for number, (actor, title, detail) in enumerate(
            [
                ("the public form", "Received", "Two files, 280 MB"),
                ("the reader", "Footage read", "GPS found; 1,798 frames"),
                ("the rules", "Prioritised", "Tier 1, post by 25 November"),
                ("PC 4471 Marsh", "Claimed", ""),
            ]
        )
    ),
)

CLIP = r.Clip(
    title="Front camera, 640 × 360, 29.97 fps",
    state="ready",
    url="/review/1?clip=0",
    video_url="/media/clip.mp4",
    poster_url="/media/poster.jpg",
    frames_url="/media/frames.json",
    duration_s=8.008,
    frame_count=240,
    strip=Strip("/media/strip.jpg", 16, 1, 160, 90, 16),
    original_url="/media/original",
    sha256="9f2c1b7e" * 8,
)
REASONS = (
    r.Reason("no_offence", "No offence", "A"),
    r.Reason("no_evidence", "No independent evidence", "B"),
    r.Reason("no_vrm", "No registration readable", "C"),
    r.Reason("out_of_area", "Outside the force area", "D"),
    r.Reason("late_submission", "Out of time: sent too late", "E"),
    r.Reason("force_delay", "Out of time: our delay", "F"),
    r.Reason("public_interest", "Not in the public interest", "H"),
)
OTHERS = (
    r.Reason("false_plates", "False plates", "A"),
    r.Reason("collision", "Collision: passed on", "B"),
    r.Reason("other_force", "Another force or council", "C"),
)
OUTCOMES = (
    r.OutcomeChoice("1", "no_further_action", "No further action", "Then a reason", "They are told.", reasons=REASONS),
    r.OutcomeChoice("2", "warning", "Warning letter", "Level 2: second in 12 months", "A letter goes out today."),
    r.OutcomeChoice(
        "3",
        "notice",
        "Notice of intended prosecution",
        "Course, fixed penalty or court",
        "Notice printed in today’s 14:00 batch. The keeper has 28 days to name the driver.",
        why_suggested="an earlier warning, and a clear plate",
    ),
    r.OutcomeChoice("4", "other", "Other", "False plates, collision, other force", "It is passed on.", reasons=OTHERS),
)
FACTS = (
    r.Fact("Harm", "Put in danger, frightened", "witness"),
    r.Fact("Court", "Would give evidence", "witness"),
    r.Fact("Camera", "Garmin Dash Cam 47", "file header"),
)
UP_NEXT = (
    r.UpNext("SN-2P4R-V8WA-K", "Red light, 4 d left", "/review/2", True, "/media/poster.jpg"),
    r.UpNext("SN-9H5C-0MDE-7", "Mobile phone, 4 d left"),
)
ALLEGED = r.Alleged(
    about="1",
    offences=(
        r.AllegedOffence("Driving without due care", "Post by Wed 25 Nov, not confirmed", "/review/1?about=1", True),
        r.AllegedOffence("Hand-held phone or device", "Review by Sun 29 Nov", "/review/1?about=2"),
        r.AllegedOffence("Not stopping at a red light", "Warning letter, held", "/review/1?about=3", is_open=False),
    ),
    may_be_added=(r.OffenceOption("dangerous", "Dangerous driving"), r.OffenceOption("stop_sign", "Stop sign")),
    url="/review/1/allege",
    can_be_corrected=True,
    exception_url="/review/1/exception",
    exceptions=(r.Choice("accident", "An accident of which the driver knew or could not but know, s.2(1)"),),
)
REVIEW = r.ReviewPage(
    preview_url="/review/1/preview",
    reference="SN-7K3M-Q9TX-4",
    version=4,
    offence_title="Close pass of a cyclist",
    tier=1,
    tier_words="vulnerable road user",
    state="yours",
    account="I was riding in the nearside lane. A grey hatchback came past me with less than an arm’s length, while a "
    "van was coming the other way. I wobbled and put a foot down.",
    facts=FACTS,
    reconciled=RECONCILED,
    confirm_moment=TO_CONFIRM,
    confirm_place=PLACE_TO_CONFIRM,
    clips=(CLIP, replace(CLIP, title="Rear camera", url="/review/1?clip=1")),
    clock=r.LegalClock(
        "Notice must reach the keeper by",
        date(2026, 11, 28),
        "Day 7 of 14",
        "Post by Wed 25 Nov, first class",
        "4 d 2 h",
        cells=("used",) * 6 + ("now",) + ("open",) * 4 + ("late",) * 3,
    ),
    outcomes=OUTCOMES,
    offences=(
        r.OffenceOption("careless_due_care", "RT88575 Driving without due care"),
        r.OffenceOption("dangerous", "RT88526 Dangerous driving"),
    ),
    record_url="/review/1/outcome",
    leave=LEAVE,
    beside=(
        Beside("Vehicle 2 of 3 in this report"),
        Beside("Vehicle 1: KX19 RJV, white Ford", "/review/2"),
        Beside("Also reported by another person: SN-9H5C-0MDE-7", "/review/3"),
    ),
    heartbeat_url="/review/1/heartbeat",
    history_url="/review/1/history",
    offence="careless_due_care",
    registration="AB12CDE",
    vehicle_words="grey Vauxhall Corsa",
    past=PAST,
    up_next=UP_NEXT,
    plates=(
        r.PlateReading("AB12CDE", 0.94, "Q", "agrees", "/media/poster.jpg"),
        r.PlateReading("AB12CDF", 0.61, "W"),
        r.PlateReading("KX19RJV", 0.38, "E"),
    ),
    checks=CHECKS,
    rank_place=1,
    rank_reasons=(
        r.RankReason("Decide by Tue 24 Nov", ""),
        r.RankReason("In the filter", "14 d earlier"),
        r.RankReason("Harm against effort", "2.9 d earlier"),
    ),
    speed=tuple(SpeedPoint(t / 4, 27 + 3 * math.sin(t / 5)) for t in range(33)),
    speed_limit_mph=30,
    track=tuple(TrackPoint(52.4718 + 0.0002 * math.sin(t / 9), -2.0049 + t * 0.00012, t / 4) for t in range(33)),
    incident_at_s=4.2,
    alleged=ALLEGED,
)
UNDO = r.Undo("SN-8A3F-K1RT-5", "Warning letter", 8, "/review/8/undo")
BARE = replace(REVIEW, speed=(), track=(), plates=(), past=(), up_next=(), incident_at_s=None)
REVIEWS: dict[str, r.ReviewPage] = {
    "review": REVIEW,
    "review_undo": replace(REVIEW, undo=UNDO),
    **confirmations(REVIEW),
    "review_chosen": replace(
        BARE,
        chosen="no_further_action",
        chosen_reason="no_vrm",
        form_problem="Play the marked moment before you record a notice.",
        note="The plate is hidden by mud.",
    ),
    "review_preparing": replace(BARE, clips=(r.Clip("Front camera", "preparing", detail="62 % done"),)),
    "review_unreadable": replace(
        BARE,
        clips=(
            r.Clip(
                "Front camera",
                "unreadable",
                detail="The file ends in the middle of a picture.",
                original_url="/media/original",
                sha256=CLIP.sha256,
            ),
        ),
        clock=r.LegalClock(
            "Notice must reach the keeper by",
            date(2026, 11, 20),
            "Day 15 of 14",
            "The last posting day was Tue 17 Nov",
            "late by 1 d",
            cells=("used",) * 14,
            urgency="breach",
            note="Exception relied on: accident, s.2(1) RTOA 1988.",
        ),
    ),
    "review_conflict": replace(REVIEW, state="decided", conflict=r.Conflict("PC 2209 Osei", "Warning letter", NOW)),
    "review_taken": replace(REVIEW, state="taken", state_words="PC 2209 Osei has this case until 10:42."),
    "review_free": replace(REVIEW, state="free", state_words="Nobody has this case.", claim_url="/review/1/claim"),
    "review_follow": replace(
        REVIEW,
        state="decided",
        state_words="Notice to the keeper: final.",
        standing="Notice to the keeper, by PC 2209 Osei on Thu 12 Nov",
        may_follow=True,
        record_url="/review/1/supersede",
        outcomes=(
            *OUTCOMES[:2],
            replace(OUTCOMES[2], blocked="This cannot follow the decision that stands.", why_suggested=""),
            OUTCOMES[3],
            r.OutcomeChoice("5", "education_course", "Education course", "WDU", "The offer goes to the driver."),
            r.OutcomeChoice("6", "fixed_penalty", "Conditional offer of a fixed penalty", "£100", blocked="Not yet."),
            r.OutcomeChoice("7", "court", "Court", "The file goes to the prosecutors"),
        ),
        alleged=replace(ALLEGED, url="", exception_url="", offences=ALLEGED.offences[:1]),
        form_problem="The driver has not been named yet.",
    ),
    "review_rider": replace(
        BARE,
        outcomes=(OUTCOMES[0], *(replace(one, wants_service=True) for one in OUTCOMES[1:3]), OUTCOMES[3]),
        registration="",
        other_service="Handed to the rider by PC 4471",
        s59=True,
    ),
    "review_read": replace(
        REVIEW,
        state="decided",
        state_words="Notice to the keeper: final.",
        standing="Notice to the keeper, by PC 2209 Osei on Thu 12 Nov",
        reads_only=True,
        clock=r.LegalClock(
            "Notice served",
            date(2026, 11, 16),
            "Day 10 of 14",
            "In time: it had to be served by Fri 20 Nov",
            "",
            urgency="calm",
        ),
        alleged=replace(ALLEGED, url="", exception_url="", offences=ALLEGED.offences[:1]),
    ),
    "review_held": replace(REVIEW, state="held", state_words="Warning letter recorded by you, final in 8 seconds."),
}

PAGES: dict[str, tuple[str, v.Bar, object]] = {
    "sign_in": ("sign_in", replace(BAR, officer="", sections=(), active=""), v.SignInPage()),
    "sign_in_wrong": (
        "sign_in",
        replace(BAR, officer="", sections=(), active=""),
        v.SignInPage("marsh", "The user name or the password is wrong."),
    ),
    "queue": ("queue", BAR, v.QueuePage(LANES, ROWS, HELD, "/queue?after=6", use_url="/queue/over-claims")),
    "queue_empty": ("queue", replace(BAR, unconfined=True), v.QueuePage(LANES, (), HELD, left=LEFT)),
    **samples_lanes.pages(BAR, LANES, ROWS),
    **samples_approvals.pages(BAR, PAST),
    "problems": ("problems", replace(BAR, active="problems"), PROBLEMS),
    "problems_empty": ("problems", replace(BAR, active="problems"), v.ProblemsPage((), ())),
    "dashboard": ("dashboard", replace(BAR, active="performance"), DASHBOARD),
    "case_history": ("case_history", BAR, HISTORY),
    "problem": (
        "problem",
        BAR,
        v.StaffProblemPage(404, "Case not found", "No case has this address.", "not_found"),
    ),
    **{name: ("review", replace(BAR, active="review"), page) for name, page in REVIEWS.items()},
    **{name: ("letter_preview", replace(BAR, active="review"), page) for name, page in samples_letters.PAGES.items()},
    **{name: (template, replace(BAR, active="work"), page) for name, (template, page) in samples_process.PAGES.items()},
}
