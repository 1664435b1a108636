"""The page as a browser shows it, on a phone, on a desk and on paper."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from sim.report import write

PROVENANCE = {"seed": 1, "commit": "abc", "versions": {"numpy": "2.1"}, "duration_s": 2.0}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
HOSTILE = "<script>alert('x')</script>&amp;"


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium found: set CHROMIUM to its path, or install it")
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[*QUIET, *rights])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(made, tmp_path_factory):
    return write(made(), tmp_path_factory.mktemp("run"), PROVENANCE)


def opened(browser, report, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.heard = []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("request", lambda request: page.heard.append(request.url))
    page.goto(report.as_uri())
    return page


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_wider_than_the_screen(made, tmp_path, browser, width):
    names = ("neutral", "a_policy_with_a_name_far_longer_than_any_screen_is_wide", "unbroken" * 12)
    page = opened(browser, write(made(order=names), tmp_path, PROVENANCE), width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1200])
def test_twelve_policies_and_their_claims_fit_the_screen(made, tmp_path, browser, width):
    order = (*(f"policy_with_a_long_name_{number}" for number in range(11)), "neutral")
    whole = made(order=order)
    row = next(row for row in whole.differences if row["measure"] == "solved_share")
    claim = row | {"id": "A4", "statement": "It solves more, " * 5, "sign": "-", "verdict": "fails"}
    page = opened(browser, write(whole._replace(question="Why?", claims=[claim] * 5), tmp_path, PROVENANCE), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.inner_text("#claims .lead").startswith("0 of 5 claims hold, 5 fail, 0 not settled")
    assert page.locator("#claims li.fails").count() == 5


@pytest.mark.slow
def test_the_page_loads_nothing_but_itself_and_the_console_stays_empty(report, browser):
    assert opened(browser, report, 1200).heard == [report.as_uri()]


@pytest.mark.slow
def test_letters_in_charts_are_11_pixels_or_more_on_a_phone(report, browser):
    page = opened(browser, report, 360)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.chart svg text')].map(text => "
        "parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"
    )
    assert smallest >= 11


@pytest.mark.slow
def test_letters_in_charts_do_not_overlap(made, tmp_path, browser):
    page = opened(browser, write(made(noise=3), tmp_path, PROVENANCE), 360)
    overlaps = page.evaluate(
        """[...document.querySelectorAll('.chart svg')].flatMap(svg => {
            const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
            const cut = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
            return texts.flatMap(([s, a], i) =>
                texts.slice(i + 1).filter(([, b]) => cut(a, b)).map(([z]) => s + '|' + z));
        })"""
    )
    assert overlaps == []


@pytest.mark.slow
def test_every_chart_has_a_text_and_a_sentence(report, browser):
    page = opened(browser, report, 1200)
    bare = page.evaluate(
        "[...document.querySelectorAll('figure')].filter(one => !one.querySelector('figcaption')?.textContent.trim()"
        " || !one.querySelector('[role=img]').getAttribute('aria-label')).length"
    )
    assert bare == 0


@pytest.mark.slow
def test_the_page_prints(report, browser):
    pdf = opened(browser, report, 1200).pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3


def test_config_errors_do_not_wait_for_the_page_s_libraries():
    code = "import sys, sim.report; print(sorted({'matplotlib', 'jinja2'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
def test_paper_shows_what_the_screen_folds_away(report, browser):
    page = opened(browser, report, 1200)
    page.emulate_media(media="print")
    heights = "[...document.querySelectorAll('.entries')].map(one => one.getBoundingClientRect().height)"
    assert min(page.evaluate(heights)) > 0


@pytest.mark.slow
def test_a_policy_named_like_a_script_is_shown_and_not_run(made, tmp_path, browser):
    (tmp_path / "config.yaml").write_text(f"policies: {{{HOSTILE!r}: {{}}}}", encoding="utf-8")
    page = opened(browser, write(made(order=("neutral", HOSTILE)), tmp_path, PROVENANCE | {"command": HOSTILE}), 360)
    assert page.evaluate("document.scripts.length") == 0
    assert HOSTILE in page.inner_text("h1")


@pytest.mark.usefixtures("undrawn")
def test_the_first_heading_names_the_winner_whoever_it_is(made, tmp_path):
    order = ("neutral", "aht_target")
    text = write(made(order=order), tmp_path, PROVENANCE).read_text(encoding="utf-8")
    heading = re.sub("<[^>]+>", "", re.search("<h1>(.*?)</h1>", text, re.DOTALL)[1])
    assert "aht target is worth 1.16 million USD more than neutral" in heading


@pytest.mark.usefixtures("without_pixels")
def test_markup_in_a_name_is_escaped(made, tmp_path):
    report = write(made(order=("neutral", HOSTILE)), tmp_path, {"command": HOSTILE})
    assert "<script" not in report.read_text(encoding="utf-8")


def test_the_page_refers_to_no_other_file_or_site(report):
    text = report.read_text(encoding="utf-8")
    links = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', text)
    assert {("".join(link))[:1] for link in links} <= {"#", "d"}
    assert "@import" not in text


@pytest.mark.slow
def test_the_page_and_its_figures_are_the_same_when_written_again(made, report, tmp_path):
    first, second = report, write(made(), tmp_path, PROVENANCE)
    files = sorted(path.relative_to(first.parent) for path in first.parent.rglob("*") if path.is_file())
    assert all((first.parent / file).read_bytes() == (second.parent / file).read_bytes() for file in files)


def test_each_figure_is_kept_as_svg_and_png(report):
    names = {kind: {path.stem for path in (report.parent / "figures").glob(f"*.{kind}")} for kind in ("svg", "png")}
    assert names["svg"] == names["png"] >= {"value", "dashboard", "claimed", "retention", "bill"}


def test_no_half_written_file_is_left(report):
    assert not [path for path in report.parent.rglob("*") if "partial" in path.name]


def test_the_page_holds_every_measure_of_the_comparison(made, report):
    text = report.read_text(encoding="utf-8")
    missing = {row["measure"] for row in made().rows if f"<code>{row['measure']}</code>" not in text}
    assert not missing


@pytest.mark.usefixtures("undrawn")
def test_the_page_shows_the_value_that_the_config_gives_a_doubtful_input(made, tmp_path):
    (tmp_path / "config.yaml").write_text("churn: {beta: 0.123}\n", encoding="utf-8")
    text = write(made(order=("neutral",)), tmp_path, PROVENANCE).read_text(encoding="utf-8")
    assert re.search(r"churn\.beta</code></td>.*?>0\.123</td>", text)


@pytest.mark.slow
def test_the_page_stays_small_with_twelve_policies(made, tmp_path):
    order = tuple(f"policy_{number}" for number in range(11)) + ("neutral",)
    assert write(made(order=order), tmp_path, PROVENANCE).stat().st_size < 900_000


@pytest.mark.usefixtures("undrawn")
def test_one_policy_makes_a_page_without_a_comparison(made, tmp_path):
    text = write(made(order=("neutral",)), tmp_path, PROVENANCE).read_text(encoding="utf-8")
    assert "is worth 64.9 million USD" in re.sub("<[^>]+>", "", text)


@pytest.mark.usefixtures("without_pixels")
def test_nothing_is_shown_as_not_a_number(made, tmp_path):
    text = write(
        made(order=("neutral", "aht_target"), noise=float("nan"), replications=1), tmp_path, PROVENANCE
    ).read_text(encoding="utf-8")
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)
