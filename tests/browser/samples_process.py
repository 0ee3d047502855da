"""Invented contexts of the process team's pages."""

from dataclasses import replace
from datetime import date

from api.process.keepers import EXCEPTION
from api.process.shape import SHORT
from api.views import process as v
from api.views.staff import FollowStep
from triage.keeper import ALLOWS, CHOICES, MARKS, KeeperState
from triage.keeper_row import COLUMNS
from triage.notice import ENDS, FOLLOWS, OfferKind

TODAY = date(2026, 11, 21)
CASE = v.CaseFacts(
    "SN-7K3M-Q9TX-4", "/review/1", "AB12 CDE", "AB12 CDE, grey Vauxhall Corsa", "Red traffic light",
    date(2026, 11, 14), "A4123 Hagley Road West, Oldbury",
)  # fmt: skip
ROW = v.WorkRow(
    what="Look up the keeper on the day of the offence",
    reference="SN-7K3M-Q9TX-4",
    case_url="/review/1",
    registration="AB12 CDE",
    offence="Failing to comply with a red traffic light signal",
    due_on=date(2026, 11, 20),
    left="late by 1 day",
    urgency="breach",
    act_words="Enter the keeper",
    act_url="/keepers/1/1",
)
REPLY = replace(
    ROW,
    what="Enter the keeper’s reply",
    reference="SN-2P4R-V8WA-K",
    registration="KX19 RJV",
    due_on=TODAY,
    left="today is the last day",
    urgency="soon",
    act_words="Enter the reply",
)
CONTEST = replace(
    ROW,
    what="Decide the contested letter",
    registration="",
    due_on=date(2026, 12, 4),
    left="13 days left",
    urgency="calm",
    act_url="",
    why_not="Somebody else has to do this",
)
REFERRAL = replace(ROW, what="Pass the case on", act_words="Open the case", act_url="/review/1", close_url="/close/1")
WORK = v.WorkPage(
    chips=(
        v.Chip("Everything", "/work", 38, 1, True),
        *(v.Chip(title, f"/work?kind={kind}", 14, int(kind == "keeper_lookup")) for kind, title in SHORT.items()),
    ),
    days=(
        v.WorkDay("Late", (ROW, REFERRAL), "breach"),
        v.WorkDay("Today, Saturday 21 November 2026", (REPLY, replace(REPLY, reference="SN-9H5C-0MDE-7")), "soon"),
        v.WorkDay("Friday 4 December 2026", (CONTEST,)),
    ),
    next_url="/work?after=x",
    import_url="/keepers/import",
    wanted_url="/keepers/wanted.csv",
)
STEPS = (
    FollowStep(date(2026, 11, 16), "Notice of intended prosecution was posted", "LN-7K3M-Q9TX-4"),
    FollowStep(date(2026, 11, 18), "Registered keeper, link 1: presumed served", "Reply due by 15 December", "waits"),
    FollowStep(date(2026, 11, 20), "Request to whoever was named came back", "LN-2P4R-V8WA-K", "bad"),
)
KEEPER = v.KeeperPage(
    case=CASE,
    url="/keepers/1/1",
    registration="AB12CDE",
    states=tuple(v.Pick(state.value, words, ALLOWS[state].words) for state, words in CHOICES.items()),
    marks=tuple(v.Pick(mark.value, words) for mark, words in MARKS.items()),
    party=v.PartyForm(),
    letters=("Notice of intended prosecution waits for the keeper",),
    now_words=ALLOWS[KeeperState.UNKNOWN].words,
    due_on=date(2026, 11, 23),
    due_words="2 days left",
    urgency="soon",
)
REPLY_PAGE = v.ReplyPage(
    case=CASE,
    url="/replies/1",
    asked="Registered keeper, link 1",
    name="Ann Sample",
    address="1 Example Street, Birmingham, ZZ99 9ZZ",
    answers=tuple(
        v.Pick(answer.value, one.words, "Name and address below" if one.asks else "") for answer, one in FOLLOWS.items()
    ),
    party=v.PartyForm(),
    today=TODAY,
    replied_on=TODAY,
    served_on=date(2026, 11, 18),
    reply_due=date(2026, 12, 15),
    left="24 days left",
    steps=STEPS,
)
CONCLUDE = v.ConcludePage(
    case=CASE,
    url="/conclude/1/1",
    version=7,
    charges=(
        v.Charge(
            "a",
            "Failing to comply with a red traffic light signal",
            "Notice to the keeper",
            date(2027, 5, 14),
            (
                v.Pick("a:education_course", "Education course"),
                v.Pick("a:fixed_penalty", "Conditional offer of a fixed penalty"),
                v.Pick("a:court", "Court", blocked="An offer is still open: enter first what came of it."),
                v.Pick("a:no_further_action", "No further action"),
            ),
        ),
        v.Charge("b", "Failing to name the driver", "", None, (v.Pick("b:court", "Court"),)),
    ),
    reasons=(("No further action", (v.Pick("no_offence", "No offence can be seen"),)),),
    liable="Ben Exemplar said that they were driving (named driver).",
    steps=STEPS,
    hints=("The keeper says it was not their vehicle: the plates may be false or cloned.",),
)
OFFER = v.OfferPage(
    case=CASE,
    url="/offers/1",
    title="Education course",
    name="Ben Exemplar",
    made_on=date(2026, 11, 16),
    answer_due=date(2026, 12, 9),
    left="18 days left",
    urgency="calm",
    ends=tuple(v.Pick(state.value, words) for state, words in ENDS[OfferKind.COURSE].items()),
    today=TODAY,
)
KNOWN = v.KnownParty("No keeper is registered, registered keeper", "", "", "From the register")
IMPORT = v.ImportPage(
    COLUMNS,
    (
        v.ImportRow(2, "AB12CDE", f"{ALLOWS[KeeperState.FOUND].words} At the moment 1 letter waits."),
        v.ImportRow(3, "KX19RJV", "", "Enter a postcode, such as B1 1AA."),
    ),
    1,
    1,
    "registration\r\nAB12CDE\r\n",
)
PAGES: dict[str, tuple[str, object]] = {
    "work": ("work", WORK),
    "work_empty": ("work", v.WorkPage((), ())),
    "keeper": ("keeper", KEEPER),
    "keeper_refused": (
        "keeper",
        replace(
            KEEPER,
            known=(KNOWN,),
            now_words=ALLOWS[KeeperState.NONE].words + EXCEPTION,
            problem="Enter a postcode, such as B1 1AA.",
            problem_field="postcode",
        ),
    ),
    "keeper_import": ("keeper_import", v.ImportPage(COLUMNS, problem="The file is larger than 1 MB.")),
    "keeper_import_shown": ("keeper_import", IMPORT),
    "keeper_import_done": ("keeper_import", v.ImportPage(COLUMNS, changed=2)),
    "reply": ("reply", REPLY_PAGE),
    "reply_closed": ("reply", replace(REPLY_PAGE, closed="The reply to this request has been entered.")),
    "conclude": ("conclude", CONCLUDE),
    "conclude_held": (
        "conclude",
        replace(CONCLUDE, held="Court is held and not yet final.", undo_url="/conclusions/1/undo", problem="No."),
    ),
    "offer": ("offer", OFFER),
    "offer_closed": ("offer", replace(OFFER, closed="Course completed.")),
}
