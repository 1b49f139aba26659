"""Makes the first account, a sysadmin: `make_sysadmin.py NAME`, its password in BMAGOV_DEMO_PASSWORD.

`ckan sysadmin add` wants the password on its command line, which every user of the machine can read.
"""

from __future__ import annotations

import os
import sys

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk


def make_sysadmin(name: str, password: str) -> None:
    """Create the account if there is none of that name; nothing else about an existing one changes."""
    user = model.User.get(name)
    if user is None:
        system = tk.get_action("get_site_user")({"ignore_auth": True}, {})
        account = {"name": name, "email": f"{name}@localhost.localdomain", "password": password}
        tk.get_action("user_create")({"ignore_auth": True, "user": system["name"]}, account)
        user = model.User.get(name)
    if user is None:
        raise RuntimeError(f"the account {name} was not created")
    user.sysadmin = True
    model.Session.commit()


if __name__ == "__main__":
    app = make_app(load_config(os.environ["CKAN_INI"]))
    with app.test_request_context():
        make_sysadmin(sys.argv[1], os.environ["BMAGOV_DEMO_PASSWORD"])
