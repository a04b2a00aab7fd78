"""The desk's search: what it finds, for whom, and how it is shown."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test.factories import create_order, create_product

from support_plugin.chat.folded_messages import MessageText
from support_plugin.chat.team.models import Tag
from support_plugin.desk import search
from support_plugin.search.excerpts import excerpt
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]


@pytest.fixture(autouse=True)
def in_english():
    """The words and addresses of the pages below."""
    with translation.override("en"):
        yield


@pytest.fixture
def look(client, agent):
    """Search as an agent who may see all of the dashboard; return the page's text."""
    agent.user_permissions.set(Permission.objects.all())
    client.force_login(agent)

    def search(query, **more):
        answer = client.get(reverse("support_plugin:desk-search"), {"q": query, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return search


@pytest.fixture
def customer():
    return make_user("negar@example.com", first_name="نگار", last_name="رضايي")


def page_of(conversation):
    return reverse("support_plugin:desk-conversation", args=[conversation.public_id])


def test_a_message_said_just_now_is_found_and_marked_as_it_was_written(look):
    conversation = MessageFactory(body="کفشِ مِشکى <b>دارید؟").conversation
    page = look("مشكی")
    assert page_of(conversation) in page
    assert "کفشِ <mark>مِشکى</mark> &lt;b&gt;دارید؟" in page


def test_a_conversation_stands_there_once_with_its_newest_match(look):
    conversation = ConversationFactory()
    for number in range(3):
        MessageFactory(conversation=conversation, body=f"رنگ شماره {number}")
    page = look("رنگ")
    assert page.count(page_of(conversation)) == 1
    assert "شماره 2" in page


def test_customers_orders_and_products_lead_to_the_dashboard(look, customer):
    order = create_order(number="SF-1023", user=customer)
    product = create_product(title="نگارِ ۱", upc="نگار-1")
    page = look("نگار")
    assert reverse("dashboard:user-detail", args=[customer.pk]) in page
    assert reverse("dashboard:order-detail", args=[order.number]) in page
    assert reverse("dashboard:catalogue-product", args=[product.pk]) in page


def test_the_conversations_of_a_customer_are_found_by_their_name(look, customer):
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=customer)).conversation
    assert page_of(conversation) in look("رضایی")


@pytest.fixture
def plain_look(client, monkeypatch):
    """Search as an agent who may see nothing of the dashboard but the desk; return the page's text."""
    plain = make_user("plain@example.com", ("answer_conversation",), is_staff=True)
    # Oscar lets staff see everything; shops with access functions of their own don't.
    monkeypatch.setattr("support_plugin.desk.search.may_find", lambda user, kind: user != plain)
    client.force_login(plain)
    return lambda query: client.get(reverse("support_plugin:desk-search"), {"q": query}).content.decode()


def test_every_agent_finds_conversations_by_the_name_in_the_list(plain_look, customer):
    named = MessageFactory(conversation__visitor=VisitorFactory(user=customer)).conversation
    guest = MessageFactory(conversation__status="closed").conversation
    assert page_of(named) in plain_look("نگار")
    assert page_of(named) in plain_look("رضایی نگار")
    guests = plain_look(f"Guest {guest.visitor_id}")
    assert page_of(named) not in guests


def test_an_open_guests_number_finds_them_and_an_account_is_not_found_by_what_is_not_shown(
    plain_look, customer
):
    named = MessageFactory(conversation__visitor=VisitorFactory(user=customer)).conversation
    guest = MessageFactory().conversation
    assert page_of(guest) in plain_look(f"Guest {guest.visitor_id}")
    assert page_of(named) not in plain_look("negar@example.com")


def test_the_empty_page_says_what_was_not_searched(plain_look):
    page = plain_look("زرافه")
    assert "Not searched, as you have no right to see them" in page
    assert all(f"<bdi>{name}</bdi>" in page for name in ("Customers", "Orders", "Products"))


def test_the_empty_page_names_nothing_where_all_was_searched(look):
    assert "Not searched" not in look("زرافه")


@pytest.mark.parametrize("query", ["", " ", "ا", "\u200c\u200c", "x" * 201])
def test_what_can_not_be_looked_for_is_said_and_kept(look, query):
    MessageFactory(body="ا x")
    page = look(query)
    assert 'role="alert"' in page
    assert f'value="{query}"' in page
    assert "desk-entry-link" not in page


def test_nothing_found_says_so(look):
    assert "Nothing was found" in look("زرافه")


def test_the_page_without_a_query_says_what_can_be_found(look, client):
    page = client.get(reverse("support_plugin:desk-search")).content.decode()
    assert "telephone numbers" in page
    assert 'role="alert"' not in page


def test_a_thousand_hits_are_cut_with_a_way_to_more(look, monkeypatch):
    monkeypatch.setattr(search, "FEW", 2)
    monkeypatch.setattr(search, "MANY", 4)
    for _number in range(5):
        MessageFactory(body="تخفیف")
    page = look("تخفیف")
    assert page.count("desk-entry-link") == 2
    assert "in=conversation" in page
    page = look("تخفیف", **{"in": "conversation"})
    assert page.count("desk-entry-link") == 4
    assert "Only the newest are shown" in page


def test_a_search_says_when_older_messages_are_not_there_yet(look, monkeypatch):
    monkeypatch.setattr(search.folded_messages, "fold_messages", lambda: 0)
    MessageFactory(body="تخفیف")
    assert "still being made searchable" in look("تخفیف")


@pytest.mark.parametrize("url", ["support_plugin:desk-search"])
def test_a_stranger_is_sent_to_the_log_in(client, url):
    answer = client.get(reverse(url), {"q": "راز"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("dashboard:login"))


@pytest.mark.parametrize("person", ["shopper", "staff"])
def test_who_may_not_answer_finds_nothing(client, request, person):
    MessageFactory(body="راز مشتری")
    client.force_login(request.getfixturevalue(person))
    answer = client.get(reverse("support_plugin:desk-search"), {"q": "راز"})
    assert answer.status_code == 403
    assert "مشتری" not in answer.content.decode()
    assert not MessageText.objects.exists()


def test_an_agent_without_rights_in_the_dashboard_finds_conversations_only(client, agent, customer):
    create_order(number="SF-1023", user=customer)
    conversation = MessageFactory(body="سفارش SF-1023 از نگار").conversation
    client.force_login(agent)
    page = client.get(reverse("support_plugin:desk-search"), {"q": "نگار"}).content.decode()
    assert page_of(conversation) in page
    assert "negar@example.com" not in page
    assert "dashboard/orders/SF" not in page
    page = client.get(reverse("support_plugin:desk-search"), {"q": "نگار", "in": "customer"}).content.decode()
    assert "negar@example.com" not in page


def test_a_partners_people_find_their_own_orders_and_products_only(agent, rf):
    theirs = create_product(
        title="فرش کاشان", partner_name="theirs", price=1, num_in_stock=9, partner_users=[agent]
    )
    others = create_product(title="فرش تبریز", partner_name="others", price=1, num_in_stock=9)
    from oscar.test.factories import create_basket

    orders = []
    for product in (theirs, others):
        basket = create_basket(empty=True)
        basket.add_product(product)
        orders.append(create_order(number=f"فرش-{product.pk}", basket=basket))
    agent.is_staff = False
    agent.save()
    agent.user_permissions.set(Permission.objects.filter(codename="dashboard_access"))
    agent = type(agent).objects.get(pk=agent.pk)
    groups = {group.kind: [hit.title for hit in group.hits] for group in search.find_groups(agent, "فرش")}
    assert groups == {"conversation": [], "order": [orders[0].number], "product": ["فرش کاشان"]}
    assert get_model("order", "Order").objects.count() == 2


def test_the_queue_has_the_search_box(client, agent):
    client.force_login(agent)
    page = client.get(reverse("support_plugin:desk")).content.decode()
    assert f'action="{reverse("support_plugin:desk-search")}"' in page


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("سلام", ["سلام"], "[سلام]"),
        ("آب و نان", ["نان", "اب"], "[آب] و [نان]"),
        ("علی‌رضا آمد", ["علیرضا"], "[علی‌رضا] آمد"),
        ("نیست", ["هست"], "نیست"),
        ("aab", ["aa", "ab"], "[aa]b"),
    ],
)
def test_an_excerpt_marks_the_words(text, words, shown):
    assert "".join(f"[{piece}]" if marked else piece for piece, marked in excerpt(text, words)) == shown


def test_a_long_text_is_cut_around_the_word():
    text = "الف " * 200 + "هدف" + " ب" * 200
    pieces = excerpt(text, ["هدف"])
    assert (pieces[0][0], pieces[-1][0], ("هدف", True) in pieces) == ("…", "…", True)
    assert sum(len(piece) for piece, _marked in pieces) < 200


CONTROLS = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


def test_nothing_that_is_found_turns_the_page_round(look):
    hostile = "".join(CONTROLS)
    user = make_user("x@example.com", first_name=f"نگار{hostile}", last_name=f"{hostile}رضایی")
    create_order(number="SF-1023", user=user)
    create_product(title=f"نگار{hostile} ۱")
    MessageFactory(
        conversation=ConversationFactory(visitor=VisitorFactory(user=user)), body=f"قیمت {hostile}نگار 000,1"
    )
    page = look("نگار")
    assert "قیمت <mark>نگار</mark> 000,1" in page
    assert page.count("نگار رضایی") >= 2
    assert not any(control in page for control in CONTROLS)


def test_numbers_found_and_looked_for_are_in_the_readers_digits(look):
    order = create_order(number="100010")
    with translation.override("fa"):
        page = look("100010")
    assert "<bdi>۱۰۰۰۱۰</bdi>" in page
    assert 'value="۱۰۰۰۱۰"' in page
    assert reverse("dashboard:order-detail", args=[order.number]) in page.replace("/fa/", "/en/")


def test_many_hits_cost_as_many_statements_as_few(look):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            look("زعفران", **{"in": "conversation"})
        return len(queries)

    def say(count):
        for _number in range(count):
            MessageFactory(body="زعفران دارید؟").conversation.tags.add(Tag.objects.get_or_create(name="x")[0])

    say(2)
    statements()
    few = statements()
    say(30)
    # What was said is folded by the first look.
    statements()
    assert statements() <= few
