"""`ckan bmagov status`: how the site does. `ckan bmagov demo ...`: content where there is none yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.site.demo.content import Account, accounts
from ckanext.bmagov.site.demo.loader import DemoError, Loader, Outcome, new_password
from ckanext.bmagov.site.domain.site_state import Grade

if TYPE_CHECKING:
    import datetime as dt

PASSWORD_LENGTH = 8

password_option = click.option(
    "--password",
    envvar="BMAGOV_DEMO_PASSWORD",
    default="",
    help="One password for all accounts; without it each gets its own, printed once.",
)


@bmagov.command("status")
@click.option("--json", "as_json", is_flag=True, help="For machines: what `bmagov_site_state_show` answers.")
def status(as_json: bool) -> None:
    """Tell how each part of the site does. Ends with 1 when something does not work."""
    state = tk.get_action("bmagov_site_state_show")({"ignore_auth": True}, {})
    if as_json:
        click.echo(json.dumps(state, ensure_ascii=False, indent=2))
    else:
        for part in state["parts"]:
            click.echo(f"{part['grade']:<4}  {part['text']}")
        click.echo(", ".join(f"{name} {version}" for name, version in state["versions"].items()))
    if state["grade"] == Grade.BAD:
        raise SystemExit(1)


@bmagov.group()
def demo() -> None:
    """Demo content: accounts, topic categories and fictional datasets."""


@demo.command("load")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day (Gregorian) from which dates are counted back. Default: today in Bangkok.",
)
@password_option
@click.option("--quiet", is_flag=True, help="No progress lines.")
def load(as_of: dt.datetime | None, password: str, quiet: bool) -> None:
    """Load what is not there yet. Safe to run again, also after an interruption."""
    _check_password(password)
    day = as_of.date() if as_of else today()
    if day > today():
        raise click.ClickException(f"{day} is still to come: nobody can have updated data then.")
    loader = Loader(day, (lambda _line: None) if quiet else _progress, password)
    try:
        loader.run()
    except (DemoError, tk.ValidationError) as error:
        raise click.ClickException(f"{error}\nWhat was loaded before it stays; run this again.") from error
    finally:
        _tell_passwords(loader.outcome, password)
    _tell(loader.outcome)


@demo.command("remove")
@click.option("--force", is_flag=True, help="Also what people have put something into since.")
@click.option("--quiet", is_flag=True, help="No progress lines.")
def remove(force: bool, quiet: bool) -> None:
    """Purge what `demo load` created, files included. Agencies, and what people made, stay."""
    rows = tk.get_action("bmagov_demo_object_list")(site_context(), {})
    if not rows:
        click.echo("No demo content here.")
        return
    gone, kept = 0, []
    for row in rows:
        try:
            tk.get_action("bmagov_demo_object_purge")(site_context(), {"id": row["id"], "force": force})
        except tk.ValidationError as error:
            kept.append(f"{row['kind']} {row['name']}: {error.error_summary['Id']}")
        else:
            gone += 1
            if gone % 10 == 0 and not quiet:
                _progress(f"  {gone} of {len(rows)}")
    click.echo(f"Removed {gone}.")
    if kept:
        click.echo("Kept (--force removes these too):")
        for line in kept:
            click.echo(f"  {line}")


@demo.command("accounts")
@click.option("--reset-passwords", is_flag=True, help="Give every account a new password and print it.")
@password_option
def list_accounts(reset_passwords: bool, password: str) -> None:
    """Print the accounts, one a line: name, role, agency, and after a reset the password, by tabs."""
    _check_password(password)
    ours = {row["id"] for row in tk.get_action("bmagov_demo_object_list")(site_context(), {})}
    for account in accounts():
        user = model.User.get(account.name)
        if not user or user.id not in ours or not user.is_active:
            continue
        columns = [account.name, account.role, _agency_titles(account)]
        if reset_passwords:
            new = password or new_password()
            tk.get_action("user_patch")(site_context(), {"id": account.name, "password": new})
            columns.append(new)
        click.echo("\t".join(columns))


def _check_password(password: str) -> None:
    if password and len(password) < PASSWORD_LENGTH:
        raise click.ClickException(f"The password needs at least {PASSWORD_LENGTH} characters.")


def _agency_titles(account: Account) -> str:
    agencies = filter(None, map(model.Group.get, account.memberships))
    return ", ".join(agency.title or agency.name for agency in agencies)


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _tell_passwords(outcome: Outcome, password: str) -> None:
    if not outcome.passwords or password:
        return
    click.echo("Passwords, shown only now (`ckan bmagov demo accounts --reset-passwords` gives new ones):")
    for name, secret in outcome.passwords.items():
        click.echo(f"{name}\t{secret}")


def _plural(kind: str) -> str:
    return f"{kind.removesuffix('y')}ies" if kind.endswith("y") else f"{kind}s"


def _tell(outcome: Outcome) -> None:
    for reason in outcome.skipped:
        click.echo(f"Left out: {reason}", err=True)
    if not outcome.created:
        click.echo("The demo content is already there.")
        return
    made = ", ".join(f"{count} {_plural(kind)}" for kind, count in sorted(outcome.created.items()))
    click.echo(f"Loaded: {made}.")
