"""The command line: `run`, `stop`, `test`, `lint` and `service`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING

from . import account, linting, site, testing
from .console import Console
from .errors import StackError, from_os_error
from .layout import ROOT, Instance
from .provision import daemons

if TYPE_CHECKING:
    from collections.abc import Callable

ACTIONS = ("start", "stop", "pause", "resume", "status")


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    command, *rest = arguments
    os.umask(0o022)
    log = ROOT / ".stack" / f"{command}.log"
    commands: dict[str, Callable[[Console, list[str]], int]] = {
        "run": run,
        "stop": stop,
        "test": testing.run,
        "lint": linting.run,
        "service": service,
    }
    console = Console(log)
    try:
        log.parent.mkdir(exist_ok=True)
        if command != "service":
            log.write_text(time.strftime("%Y-%m-%d %H:%M:%S %z\n"))
        return commands[command](console, rest)
    except StackError as error:
        return fail(console, error)
    except OSError as error:
        return fail(console, from_os_error(error))
    except KeyboardInterrupt:
        console.line(
            "\nInterrupted. The same command goes on where it stopped. / หยุดกลางคัน เรียกคำสั่งเดิมเพื่อทำต่อได้"
        )
        return 130


def fail(console: Console, error: StackError) -> int:
    """Say why we stop and what to do."""
    console.line(
        f"\nStopped: {error.problem}\nหยุด: {error.thai}"
        f"\nWhat to do: {error.todo}\nสิ่งที่ต้องทำ: {error.thai_todo}"
    )
    return 1


def run(console: Console, arguments: list[str]) -> int:
    """`stack/run`."""
    parser = argparse.ArgumentParser(
        prog="stack/run", description="Install what is missing and serve the catalog on this machine."
    )
    parser.add_argument("--port", type=port_number, help="of the web server (default 5000); it is remembered")
    parser.add_argument("--host", choices=["localhost", "all"], default="localhost", help="who may connect")
    parser.add_argument("--no-demo", action="store_true", help="agencies only, no demo datasets and accounts")
    parser.add_argument("--status", action="store_true", help="say what runs, start nothing")
    chosen = parser.parse_args(arguments)
    if chosen.status:
        site.status(console)
    else:
        site.run(console, port=chosen.port, all_interfaces=chosen.host == "all", demo=not chosen.no_demo)
    return 0


def stop(console: Console, arguments: list[str]) -> int:
    """`stack/stop`."""
    argparse.ArgumentParser(
        prog="stack/stop", description="Stop what stack/run started; all data is kept."
    ).parse_args(arguments)
    site.stop(console)
    return 0


def service(console: Console, arguments: list[str]) -> int:
    """`stack/service`: one service of an instance, for tests of faults."""
    parser = argparse.ArgumentParser(prog="stack/service", description="Start or stop one service of ours.")
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("name", choices=["postgres", "redis", "solr"])
    parser.add_argument("--instance", choices=["site", "test"], default="test")
    parser.add_argument("--kill", action="store_true", help="stop it as a power cut would")
    chosen = parser.parse_args(arguments)
    instance = Instance.load(chosen.instance, account.existing())
    daemon = next(found for found in daemons(instance) if found.name == chosen.name)
    if chosen.action == "start":
        daemon.start()
        return 0
    if chosen.action == "stop":
        daemon.stop(kill=chosen.kill)
        return 0
    if chosen.action == "pause":
        return 0 if daemon.pause() else 1
    if chosen.action == "resume":
        if not daemon.resume():
            return 1
        daemon.wait_until_ready()
        return 0
    answers = daemon.pid() is not None and daemon.ready()
    console.line(f"{daemon.title}: {'answers' if answers else 'does not answer'}")
    return 0 if answers else 1


def port_number(text: str) -> int:
    """A TCP port that an ordinary program may use."""
    number = int(text) if text.isdigit() else 0
    if not 1024 <= number <= 65535:
        raise argparse.ArgumentTypeError("a number from 1024 to 65535")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
