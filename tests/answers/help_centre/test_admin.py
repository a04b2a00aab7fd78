"""Articles' previews, what readers said, and the links of the shop, in Django admin."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from support_plugin.answers.help_centre.models import ArticleFeedback, HelpLink
from support_plugin.answers.models import ArticleText, ArticleVersion
from tests.answers.conftest import add_article
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(switched_on):
    return add_article("secret", published=False, fa=("پیش‌نویس؟", "بله.\n\n- یک"), en=("A draft?", "Yes."))


def preview_of(article):
    return reverse("admin:support_plugin_article_preview", args=[article.pk])


def test_a_draft_is_previewed_in_each_language_as_shoppers_will_see_it(admin_client, draft):
    html = admin_client.get(preview_of(draft), {"language": "fa"}).content.decode()
    assert (
        '<article class="support-help-text" lang="fa" dir="rtl"><p>بله.</p><ul><li>یک</li></ul></article>'
        in html
    )
    html = admin_client.get(preview_of(draft), {"language": "en"}).content.decode()
    assert '<article class="support-help-text" lang="en" dir="ltr"><p>Yes.</p></article>' in html
    assert 'name="helped"' not in html
    assert "application/ld+json" not in html
    html = admin_client.get(preview_of(draft), {"language": "ar"}).content.decode()
    assert "support-help-languages" in html
    assert "<p>Yes.</p>" not in html


def test_a_preview_of_an_unknown_language_or_article_is_no_error(admin_client, draft):
    assert admin_client.get(preview_of(draft), {"language": "<x>"}).status_code == 200
    draft.texts.all().delete()
    assert admin_client.get(preview_of(draft)).status_code == 302
    address = preview_of(draft)
    draft.delete()
    assert admin_client.get(address).status_code == 404


def test_only_who_may_see_articles_sees_the_preview(client, draft):
    address = preview_of(draft)
    assert client.get(address).status_code == 302
    client.force_login(make_user("somebody@example.com"))
    assert client.get(address).status_code == 302
    staff = make_user("staff@example.com", is_staff=True)
    client.force_login(staff)
    assert client.get(address).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_article"))
    assert client.get(address).status_code == 200


def test_the_articles_page_counts_what_was_said_of_each_version(admin_client, draft):
    text = ArticleText.objects.get(language="en")
    old = ArticleVersion.objects.get(text=text)
    text.answer = "Yes, always."
    text.save()
    new = ArticleVersion.objects.get(text=text, number=2)
    for version, helped, comment in [
        (old, False, "<b>unclear</b>"), (old, False, ""), (new, True, ""), (new, True, ""), (new, True, ""),
    ]:  # fmt: skip
        ArticleFeedback.objects.create(key=uuid4(), version=version, is_helpful=helped, comment=comment)
    page = admin_client.get(reverse("admin:support_plugin_article_change", args=[draft.pk])).content.decode()
    rows = [row.split("</tr>")[0] for row in page.split("<tr>") if "<td>en</td>" in row]
    assert ["<td>۳</td>" in rows[0], "<td>۰</td>" in rows[0]] == [True, True]
    assert ["<td>۲</td>" in rows[1], "<td>۰</td>" in rows[1]] == [True, True]
    assert "&lt;b&gt;unclear&lt;/b&gt;" in rows[1]
    assert "<b>unclear" not in page


def test_a_comment_is_read_and_deleted_and_never_changed(admin_client, draft):
    version = ArticleVersion.objects.first()
    row = ArticleFeedback.objects.create(version=version, is_helpful=False, comment="call Negar")
    name = "admin:support_plugin_articlefeedback"
    assert "call Negar" in admin_client.get(reverse(f"{name}_changelist")).content.decode()
    address = reverse(f"{name}_change", args=[row.pk])
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"comment": "x", "is_helpful": "on"}).status_code == 403
    assert admin_client.get(reverse(f"{name}_add")).status_code == 403
    assert admin_client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert not ArticleFeedback.objects.exists()
    assert ArticleVersion.objects.filter(pk=version.pk).exists()


def test_a_new_article_has_neither_preview_nor_answers(admin_client):
    assert admin_client.get(reverse("admin:support_plugin_article_add")).status_code == 200


def test_a_link_leads_to_an_article_or_a_category_and_not_to_both(admin_client, centre):
    article = centre["shipping-cost"]
    data = {
        "place": "delivery",
        "is_shown": "on",
        "article": article.pk,
        "category": article.category_id or "",
    }
    article.refresh_from_db()
    address = reverse("admin:support_plugin_helplink_add")
    assert admin_client.post(address, {**data, "category": article.category_id}).status_code == 200
    assert not HelpLink.objects.exists()
    assert admin_client.post(address, {**data, "category": ""}).status_code == 302
    assert admin_client.get(reverse("admin:support_plugin_helplink_changelist")).status_code == 200
    assert admin_client.post(address, {**data, "category": ""}).status_code == 200, "a place has one link"
