"""People of the demo who log in."""

from playwright.sync_api import Page

from example_shop.demo.people import PASSWORD

ADMIN, AGENT, SHOPPER = "admin@example.com", "agent1@example.com", "shopper@example.com"


def log_in(page: Page, url: str, email: str, language: str = "fa") -> None:
    """Log in on the shop's own page."""
    page.goto(f"{url}/{language}/accounts/login/")
    page.fill("[name=login-username]", email)
    page.fill("[name=login-password]", PASSWORD)
    with page.expect_navigation():
        page.locator("form:has([name=login-username]) [type=submit]").click()


def open_dashboard(page: Page, url: str, path: str, email: str = ADMIN, language: str = "fa") -> None:
    """Open a page of the dashboard, which asks who it is first."""
    page.goto(f"{url}/{language}/dashboard/{path}")
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
