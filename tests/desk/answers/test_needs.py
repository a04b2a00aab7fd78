"""What a shopper needs now is what they wrote since the last answer."""

import pytest

from support_plugin.desk.answers.needs import last_need, need_before
from tests.desk.answers.conftest import Thread

pytestmark = pytest.mark.django_db


def need(thread: Thread) -> str:
    return last_need(thread.conversation).text


def test_it_is_all_that_was_written_since_the_last_answer(thread):
    thread.ask("سلام")
    thread.reply("بفرمایید")
    thread.ask("یه سؤال داشتم")
    seq = thread.ask("هزینهٔ ارسال چقدره؟")
    assert need(thread) == "یه سؤال داشتم\nهزینهٔ ارسال چقدره؟"
    assert last_need(thread.conversation).seq == seq


def test_after_an_agents_answer_nothing_is_needed(thread):
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.reply("پنجاه هزار تومان")
    assert (need(thread), last_need(thread.conversation).seq) == ("", 0)


def test_an_answer_of_the_assistants_ends_the_need_unless_it_was_not_it(thread):
    thread.ask("هزینهٔ ارسال چقدره؟")
    turn = thread.assist(choices=["همین بود", "نه"])
    assert need(thread) == ""
    turn.solved = False
    turn.save()
    assert need(thread) == "هزینهٔ ارسال چقدره؟"
    thread.ask("نه")
    assert need(thread) == "هزینهٔ ارسال چقدره؟"
    thread.ask("برای شیراز می‌خواستم")
    assert need(thread) == "هزینهٔ ارسال چقدره؟\nبرای شیراز می‌خواستم"


@pytest.mark.parametrize("outcome", ["asked", "handover", "talk"])
def test_what_the_assistant_did_not_answer_is_still_needed(thread, outcome):
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.assist(outcome=outcome, choices=["ارسال", "پرداخت"])
    assert need(thread) == "هزینهٔ ارسال چقدره؟"


def test_what_was_chosen_when_it_asked_back_is_part_of_the_need(thread):
    thread.ask("چقدره؟")
    thread.assist(outcome="asked", choices=["هزینهٔ ارسال", "قیمت"])
    thread.ask("هزینهٔ ارسال")
    assert need(thread) == "چقدره؟\nهزینهٔ ارسال"


def test_withdrawn_messages_and_the_systems_lines_are_no_need(thread):
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread._add(sender="system", body="", kind="joined")
    thread._add(sender="shopper", body="", kind="deleted")
    assert need(thread) == "هزینهٔ ارسال چقدره؟"


def test_long_stories_are_cut_to_their_end(thread):
    for number in range(9):
        thread.ask(f"خط {number}")
    assert need(thread).splitlines() == [f"خط {number}" for number in range(4, 9)]


def test_an_answer_in_two_messages_has_the_need_before_the_first(thread):
    thread.ask("قدیمی")
    thread.reply("بله")
    thread.ask("رمزم یادم رفته")
    first = thread.reply("در صفحهٔ ورود،")
    second = thread.reply("فراموشی رمز را بزنید.")
    for seq in (first, second):
        assert need_before(thread.conversation, seq).text == "رمزم یادم رفته"


def test_an_answer_to_nothing_has_none(thread):
    seq = thread.reply("سلام، چطور می‌توانم کمک کنم؟")
    assert need_before(thread.conversation, seq).text == ""


def test_without_an_assistant_one_statement_is_enough(thread, django_assert_num_queries):
    thread.ask("هزینهٔ ارسال چقدره؟")
    with django_assert_num_queries(1):
        need(thread)
