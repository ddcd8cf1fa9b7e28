"""Static files: exactly the known ones, and the vendored ones unchanged."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files

import yaml

from matchsafe.web.assets import asset, asset_url
from matchsafe.web.pages import HTMX_CONFIG

STATIC = files("matchsafe.web") / "static"


def test_each_vendored_file_is_the_one_that_was_published():
    entries = yaml.safe_load((STATIC / "vendor" / "manifest.yaml").read_text(encoding="utf-8"))
    listed = {e["file"] for e in entries}
    present = {p.name for p in (STATIC / "vendor").iterdir() if p.name.endswith((".js", ".css", ".woff2"))}
    assert listed == present
    for entry in entries:
        content = (STATIC / "vendor" / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["version"] in content.decode("utf-8", "ignore")
        assert entry["licence"]


def test_htmx_may_not_evaluate_or_add_styles():
    config = json.loads(HTMX_CONFIG)
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True


def test_a_style_sheet_is_sent_without_comments_and_indents():
    kept, sent = (STATIC / "site.css").read_text(), asset("site.css").content.decode()
    plain = re.sub(r"/\*.*?\*/", "", kept, flags=re.DOTALL)
    assert len(sent) < len(plain)
    assert sent.split() == plain.split()


def test_an_address_changes_with_the_file_and_may_be_kept(reader):
    answer = reader.client.get(asset_url("site.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert asset_url("site.css").endswith(hashlib.sha256(asset("site.css").content).hexdigest()[:12])


def test_nothing_else_is_served(reader):
    for name in ("vendor/manifest.yaml", "../__init__.py", "%2e%2e/pages.py", "site.css/", ""):
        assert reader.client.get(f"/static/{name}").status_code == 404


def test_the_stylesheet_has_the_modes_it_promises():
    css = asset("site.css").content.decode()
    for query in (
        "prefers-color-scheme: dark",
        "prefers-reduced-motion",
        "forced-colors: active",
        "@media print",
    ):
        assert query in css
    assert "url(" not in css
    assert not re.search(r"@import|@font-face", css)


def test_dark_mode_sets_the_same_names_as_light():
    css = asset("site.css").content.decode()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.S)[:2]
    colours = {n for n, v in re.findall(r"(--[a-z-]+): (#[0-9a-f]+)", light)}
    assert colours == set(re.findall(r"(--[a-z-]+): #", dark))


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_text_stands_out_from_the_paper_in_light_and_dark():
    css = asset("site.css").content.decode()
    for block in re.findall(r":root \{(.*?)\}", css, re.S)[:2]:
        colour = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", block))
        for ink in ("--ink", "--soft", "--amber-ink", "--stop"):
            for paper in ("--paper", "--card", "--amber-wash"):
                high, low = sorted((_luminance(colour[ink]), _luminance(colour[paper])), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)
