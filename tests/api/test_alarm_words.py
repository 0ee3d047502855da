"""What an alarm says to whoever may see no case: that there is one, and nothing of it."""

from uuid import uuid4

import pytest

from api.desk.shape_problems import alarm_of
from storage.alarms import Alarm
from tests.made.cases import NOW

OF_CASES = (
    *("urgent", "last_day", "filter_at_risk", "deadline_passed", "six_months", "task_late", "letter_refused"),
    *("mail_refused", "sealed", "notice_returned", "missed_post", "not_posted", "take_out", "second_look"),
)


@pytest.mark.parametrize("kind", OF_CASES)
def test_an_administrator_reads_no_word_of_a_case_in_an_alarm(kind: str) -> None:
    words = "SN-7K3M-9QXT-Q: footage sealed as indecent, or a child."
    sounded = Alarm(uuid4(), kind, uuid4(), words, NOW)
    assert "SN-7K3M" not in alarm_of(sounded, None, "administrator").sentence
    assert alarm_of(sounded, None, "supervisor").sentence == words
