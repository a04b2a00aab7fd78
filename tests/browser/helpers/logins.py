"""People of the demo who log in."""

import re

from playwright.sync_api import Page

from example_shop.demo.people import PASSWORD

ADMIN, AGENT, SHOPPER = "admin@example.com", "agent1@example.com", "shopper@example.com"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def log_in(page: Page, url: str, email: str, language: str = "fa") -> None:
    """Log this page's person in, without drawing the page for it."""
    address = f"{url}/{language}/accounts/login/"
    shown = page.request.get(address)
    [token, *_] = TOKEN.findall(shown.text())
    form = {
        "csrfmiddlewaretoken": token,
        "login-username": email,
        "login-password": PASSWORD,
        "login_submit": "1",
    }
    answer = page.request.post(address, form=form, max_redirects=0)
    assert answer.status == 302, answer.text()


def open_dashboard(page: Page, url: str, path: str, email: str = ADMIN, language: str = "fa") -> None:
    """Open a page of the dashboard as somebody of the staff."""
    log_in(page, url, email, language)
    page.goto(f"{url}/{language}/dashboard/{path}")
