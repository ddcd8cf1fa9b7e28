"""Sphinx settings. `make docs` builds the pages; the tests build them too, with every warning an error."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "matchsafe"
author = "The matchsafe authors"
copyright = "2026, The matchsafe authors"  # noqa: A001
version = release = installed_version("matchsafe")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "reference_pages"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "matchsafe"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#8a4b00", "color-brand-content": "#8a4b00"},
    "dark_css_variables": {"color-brand-primary": "#f2b04c", "color-brand-content": "#f2b04c"},
}

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_default_options = {
    "members": True,
    "exclude-members": "model_config, model_post_init, model_fields, model_computed_fields",
}
napoleon_numpy_docstring = False
napoleon_use_ivar = True
