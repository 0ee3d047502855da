"""Urgent: whoever is in danger now is a supervisor's business at once; nothing is waited for, not even the footage."""

from dataclasses import replace

from triage.case import Case
from triage.policy import Policy
from triage.priority import LaneFacts, urgent_reasons
from triage.steps.ports import Unit
from triage.submission import Answers

URGENT = "urgent"


def said_facts(answers: Answers) -> LaneFacts:
    """What the reporter's answers alone say of danger, before any footage has been read."""
    return LaneFacts(words=answers.says, in_danger_now=answers.in_danger_now, injury=answers.hurt)


def alarm_if_urgent(unit: Unit, case: Case, facts: LaneFacts, policy: Policy) -> bool:
    """Sound the alarm in this transaction when anything points to danger; once for a case, however often asked."""
    # An officer's referral sounds its own alarm: each time anew, and in the officer's words (`triage.steps.refer`).
    reasons = urgent_reasons(replace(facts, officer_says=""), policy)
    if reasons:
        words = f"{case.reference}: {'; '.join(reasons)}."
        unit.alarms.sound(URGENT, case.id, words, once=f"urgent:{case.id}")
    return bool(reasons)
