"""The web pages: plain HTML forms that work without JavaScript; htmx only saves a reload.

``create_router`` gives the pages; ``error_page`` and ``respond`` tell what went wrong.
"""

from matchsafe.web.errors import error_page, respond
from matchsafe.web.router import create_router

__all__ = ["create_router", "error_page", "respond"]
