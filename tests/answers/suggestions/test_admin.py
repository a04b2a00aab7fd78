"""The admin chooses questions for each place."""

import pytest
from django.urls import reverse

from support_plugin.answers.suggestions.models import SuggestedArticle

pytestmark = pytest.mark.django_db


def test_the_admin_chooses_and_orders_questions(admin_client, articles):
    add = reverse("admin:support_plugin_suggestedarticle_add")
    data = {"place": "payment", "article": articles["refund-time"].pk, "position": 2}
    assert admin_client.post(add, data).status_code == 302
    assert SuggestedArticle.objects.get().position == 2
    listed = admin_client.get(reverse("admin:support_plugin_suggestedarticle_changelist"))
    assert "پولم کی برمی‌گردد؟" in listed.content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(admin_client, articles, django_assert_max_num_queries):
    address = reverse("admin:support_plugin_suggestedarticle_changelist")
    made = list(articles.values())
    SuggestedArticle.objects.create(place="payment", article=made[0])
    admin_client.get(address)
    with django_assert_max_num_queries(100) as few:
        admin_client.get(address)
    for article in made:
        SuggestedArticle.objects.create(place="basket", article=article)
    with django_assert_max_num_queries(len(few)):
        admin_client.get(address)


def test_the_same_question_twice_at_a_place_is_refused_with_a_word(admin_client, articles):
    article = articles["refund-time"]
    SuggestedArticle.objects.create(place="payment", article=article)
    data = {"place": "payment", "article": article.pk, "position": 0}
    answer = admin_client.post(reverse("admin:support_plugin_suggestedarticle_add"), data)
    assert answer.status_code == 200
    assert SuggestedArticle.objects.count() == 1
