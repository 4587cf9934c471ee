"""What a hand does in a real browser, at a desk or on a phone; with SCREENS=<folder> every step leaves its picture."""

import os
from pathlib import Path

from django.contrib.auth.hashers import make_password

from placement.accounts.models import User

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "a desk in the office"


def let_in():
    """Give everybody on the staff the password that Hand signs in with."""
    User.objects.update(password=make_password(PASSWORD))


class Hand:
    """One hand on one page; `name` is that of its pictures."""

    def __init__(self, page, name):
        self.page, self.name, self.steps = page, name, 0

    def sign_in(self, user):
        """Sign in, as somebody else if need be."""
        self.page.goto("/sign-in/")
        if "/sign-in/" not in self.page.url:
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="退出").click()
        self.page.get_by_label("账号").fill(user.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")

    def press(self, words, within="main"):
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=words, exact=True).first.click()
        self.picture()

    def follow(self, words):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=words, exact=True).first.click()
        self.picture()

    def choose(self, words):
        self.page.locator("main label", has_text=words).first.click()

    def see(self, address):
        """Go to an address; returns what there is to read."""
        self.page.goto(address)
        self.picture()
        return self.text()

    def text(self):
        return self.page.locator("main").inner_text()

    def fits(self):
        """Nothing is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def picture(self):
        self.steps += 1
        if folder := os.environ.get("SCREENS"):
            self.page.screenshot(path=Path(folder) / f"{self.name}-{self.steps:02}.png", full_page=True)


def faults(page):
    """Serious faults that axe finds, each with where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [fault for fault in found["violations"] if fault["impact"] in ("serious", "critical")]
    return [(fault["id"], node["target"]) for fault in serious for node in fault["nodes"]]
