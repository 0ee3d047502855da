"""Invented contexts of every public page: the preview draws them, and route writers read them as examples."""

from dataclasses import replace
from datetime import UTC, date, datetime

from api.views import public as v
from api.views.figures import Cause, Measure, Month

SITE = v.Site(force_name="Example Constabulary", csrf="preview")
RECEIVED = datetime(2026, 11, 14, 19, 4, tzinfo=UTC)
IN_TIME = date(2026, 11, 5)
BACK = "/report/back"

FILES = (
    v.KeptFile("2026_1114_081522_F.MP4", 148_200_000, "9f2c1b7e" * 8),
    v.KeptFile("2026_1114_081522_R.MP4", 131_900_000, "04ab77d3" * 8),
)
ROWS = (
    v.FootageRow("a", "2026_1114_081522_F.MP4", 148_200_000, "read", "1 minute 2 seconds, GPS found"),
    v.FootageRow("b", "2026_1114_081522_R.MP4", 131_900_000, "receiving", "", 61_000_000),
    v.FootageRow("c", "notes.MP4", 4_000, "unreadable", "This file is not a video we can read"),
)
GROUPS = (
    v.OffenceGroup(
        "How they drove",
        (
            v.OffenceChoice(
                "careless_due_care", "Driving carelessly", "Passing a cyclist or horse too closely counts."
            ),
            v.OffenceChoice("dangerous", "Driving dangerously", "Far below what a careful driver would do."),
        ),
    ),
    v.OffenceGroup(
        "Inside the vehicle",
        (
            v.OffenceChoice("mobile_phone", "Holding a phone or another device"),
            v.OffenceChoice("seat_belt_driver", "Driving without a seat belt"),
        ),
    ),
    v.OffenceGroup(
        "Lights, signs and lines",
        (
            v.OffenceChoice("red_light", "Driving through a red light"),
            v.OffenceChoice("solid_white", "Crossing solid double white lines"),
        ),
    ),
)
TRANSPORTS = (
    ("car", "Driving a car or van"),
    ("cycle", "Cycling"),
    ("foot", "On foot"),
    ("horse", "Riding a horse"),
    ("motorcycle", "Motorcycling"),
    ("other", "Some other way"),
)
CHECK = v.CheckPage(
    back_url=BACK,
    groups=(
        v.AnswerGroup(
            "The offence",
            (
                v.Answer("What happened", "Driving carelessly", "/report/offence"),
                v.Answer(
                    "In your words", "A grey hatchback passed me with less than an arm’s length.", "/report/offence"
                ),
                v.Answer("When", "14 November 2026, 8:15am", "/report/when"),
                v.Answer("Where", "A4123 Hagley Road West, near the junction with Wolverhampton Road", "/report/where"),
                v.Answer("Registration", "AB12 CDE", "/report/vehicle"),
            ),
        ),
        v.AnswerGroup(
            "About you",
            (
                v.Answer("Name", "Sam Porter", "/report/contact"),
                v.Answer("Travelling", "Cycling", "/report/about-you"),
            ),
        ),
    ),
    statement=(
        "This statement is true to the best of my knowledge and belief.",
        "I make it knowing that, if it is given in evidence, I may be prosecuted if I have wilfully stated in it "
        "anything which I know to be false or do not believe to be true.",
    ),
    statement_version="s9-2026-1",
    days_left=9,
    limits=("You would not give evidence in court: a warning can follow, but not a prosecution.",),
)
STATUS = v.StatusPage(
    reference="SN-7K3M-Q9TX-4",
    received_at=RECEIVED,
    vehicles=(
        v.VehicleStatus(
            "AB12 CDE",
            "pending",
            "An officer has not watched your footage yet. It is in the queue.",
            (
                v.TimelineStep("Received", "done", RECEIVED, "Two files, kept exactly as you sent them."),
                v.TimelineStep("Read", "done", RECEIVED, "Time and place were found in the footage."),
                v.TimelineStep("Waiting for an officer", "now", None, "The most serious and most urgent come first."),
                v.TimelineStep("Decided", "later"),
            ),
        ),
        v.VehicleStatus(
            "A vehicle without a visible plate",
            "no further action",
            "An officer watched the footage. The driver could not be identified.",
            (
                v.TimelineStep("Received", "done", RECEIVED),
                v.TimelineStep("Watched by an officer", "done", RECEIVED),
                v.TimelineStep("Decided", "done", RECEIVED, "No further action."),
            ),
            "You said you were put in danger. To ask for a review, reply to your receipt within 28 days.",
        ),
    ),
    files=FILES,
)


def _month(starts_on: date, submissions: int, positive: int, no_action: int, other: int) -> Month:
    undecided = submissions - positive - no_action - other
    return Month(starts_on, submissions, positive, no_action, other, undecided)


MONTHS = (
    _month(date(2025, 12, 1), 1466, 874, 546, 46),
    _month(date(2026, 1, 1), 1512, 921, 548, 43),
    _month(date(2026, 2, 1), 1618, 1009, 561, 48),
    _month(date(2026, 3, 1), 1742, 1098, 590, 54),
    _month(date(2026, 4, 1), 1905, 1234, 612, 59),
    _month(date(2026, 5, 1), 2101, 1390, 640, 71),
    _month(date(2026, 6, 1), 2233, 1502, 655, 76),
    _month(date(2026, 7, 1), 2441, 1672, 690, 79),
    _month(date(2026, 8, 1), 2210, 1546, 590, 74),
    _month(date(2026, 9, 1), 1988, 1398, 512, 62),
    _month(date(2026, 10, 1), 1890, 1211, 430, 51),
    _month(date(2026, 11, 1), 612, 11, 5, 1),
)
MEASURES = (
    Measure("Positive, of reports accepted", "68 %"),
    Measure("Positive, of all, with those turned away", "54 %", "1,204 were handed to another force or council"),
    Measure("Course, penalty or court", "41 %", "the enforcement rate"),
    Measure("Serious offences reviewed in time", "99 %"),
)
CAUSES = (Cause("Sent to us too late", 215), Cause("Our own delay", 41))
STATISTICS = v.StatisticsPage(MONTHS, MEASURES, CAUSES, RECEIVED)


def _wrong(*pairs: tuple[str, str]) -> tuple[v.FieldError, ...]:
    return tuple(v.FieldError(field, message) for field, message in pairs)


WHEN = v.WhenPage(
    BACK, IN_TIME, "14", "11", "2026", "8", "15", v.Found("14 November 2026, 08:15:47", "your camera’s GPS"), 9
)
FOOTAGE = v.FootagePage(BACK, 4, 2_000_000_000, ROWS)

PAGES: dict[str, tuple[str, object]] = {
    "start": ("start", v.StartPage(IN_TIME, 4, 2_000_000_000, "/report/resume")),
    "safety": ("safety", v.SafetyPage(BACK)),
    "safety_wrong": (
        "safety",
        v.SafetyPage(BACK, errors=_wrong(("in_danger", "Select yes if anyone is in danger now"))),
    ),
    "emergency": ("emergency", v.EmergencyPage("danger", BACK, "/report/contact")),
    "collision": ("emergency", v.EmergencyPage("collision", BACK, "/report/contact")),
    "contact": ("contact", v.ContactPage(BACK, "Sam Porter", "sam@example.org", consent=True)),
    "contact_wrong": (
        "contact",
        v.ContactPage(BACK, errors=_wrong(("full_name", "Enter your full name"), ("email", "Enter an email address"))),
    ),
    "footage": ("footage", FOOTAGE),
    "footage_empty": ("footage", v.FootagePage(BACK, 4, 2_000_000_000)),
    "footage_wrong": (
        "footage",
        replace(FOOTAGE, rows=(), errors=_wrong(("footage", "The selected file must be smaller than 2 GB"))),
    ),
    "offence": ("offence", v.OffencePage(BACK, GROUPS, "mobile_phone")),
    "offence_wrong": ("offence", v.OffencePage(BACK, GROUPS, errors=_wrong(("offence", "Select what the driver did")))),
    "when": ("when", WHEN),
    "when_wrong": (
        "when",
        replace(WHEN, day="31", found=None, days_left=None, errors=_wrong(("day", "The date must be a real date"))),
    ),
    "where": ("where", v.WherePage(BACK, found=v.Found("52.4718, −2.0049", "your camera’s GPS"))),
    "vehicle": ("vehicle", v.VehiclePage(BACK, "AB12 CDE", make="Vauxhall", model="Corsa", colour="Grey")),
    "about_you": ("about_you", v.AboutYouPage(BACK, TRANSPORTS, "cycle", ("endangered",), "yes", "no", "yes")),
    "check": ("check", CHECK),
    "sent": (
        "sent",
        v.SentPage("SN-7K3M-Q9TX-4", "4KQ2-9MXT-7A0C-WERF-22PZ-HN81-Q", RECEIVED, FILES, "sam@example.org"),
    ),
    "status_sign_in": ("status_sign_in", v.StatusSignInPage()),
    "status": ("status", STATUS),
    "statistics": ("statistics", STATISTICS),
    "statistics_empty": ("statistics", v.StatisticsPage(())),
    "privacy": ("privacy", v.PlainPage()),
    "accessibility": ("accessibility", v.PlainPage()),
    "cymraeg": ("cymraeg", v.PlainPage()),
    "problem": ("problem", v.ProblemPage(404, "Page not found", "There is nothing at this address.", "not_found")),
}
