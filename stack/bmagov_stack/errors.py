"""What can go wrong outside our program, told with what to do about it."""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass


@dataclass
class StackError(Exception):
    """A reason to stop that the reader can do something about.

    `problem` and `todo` are English; `thai` and `thai_todo` say both in one Thai line each.
    """

    problem: str
    thai: str
    todo: str
    thai_todo: str

    def __str__(self) -> str:
        """All of it, for logs."""
        return f"{self.problem}\n{self.thai}\nWhat to do: {self.todo}\nสิ่งที่ต้องทำ: {self.thai_todo}"


DISK_FULL = (
    "The disk is full.",
    "ดิสก์เต็ม",
    "free some space (`df -h` shows where), then run the same command again: it goes on where it stopped.",
    "เพิ่มพื้นที่ว่าง (ดูได้ด้วย `df -h`) แล้วเรียกคำสั่งเดิมอีกครั้ง ระบบจะทำต่อจากเดิม",
)

# In what programs print: the first pattern that matches names the cause.
CAUSES: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    (r"no space left on device|errno 28|disk quota exceeded", DISK_FULL),
    (
        r"certificate.verify.failed|PKIX path building|certificate has expired|certificate is not yet valid"
        r"|not valid yet|unable to get local issuer",
        (
            "The identity of a package registry could not be verified (TLS certificate).",
            "ตรวจสอบใบรับรอง TLS ของแหล่งแพ็กเกจไม่ได้",
            "check the machine's date (`date`); behind a proxy that inspects traffic install its certificate "
            "with `update-ca-certificates`. Then run the same command again.",
            "ตรวจสอบวันที่ของเครื่อง (`date`) หากอยู่หลังพร็อกซี ให้ติดตั้งใบรับรองของพร็อกซีด้วย "
            "`update-ca-certificates` แล้วเรียกคำสั่งเดิมอีกครั้ง",
        ),
    ),
    (
        r"temporary failure (in name resolution|resolving)|could not resolve|name or service not known"
        r"|unknown ?host|network is unreachable|connection (refused|reset|timed out)|connect timed out"
        r"|read timed out|no route to host|failed to establish a new connection|unable to connect"
        r"|could not connect to|failed to fetch|transfer failed for|could not transfer artifact"
        r"|\b(enotfound|eai_again|econnrefused|econnreset|etimedout|err_socket_timeout)\b",
        (
            "A package registry could not be reached.",
            "เชื่อมต่อแหล่งแพ็กเกจไม่ได้",
            "check the network (and https_proxy, pip.conf, ~/.npmrc, ~/.m2/settings.xml behind a proxy or "
            "mirror), then run the same command again: what is already downloaded is kept.",
            "ตรวจสอบเครือข่าย (หากอยู่หลังพร็อกซี ตรวจสอบ https_proxy, pip.conf, ~/.npmrc และ "
            "~/.m2/settings.xml ด้วย) แล้วเรียกคำสั่งเดิมอีกครั้ง ระบบเก็บไฟล์ที่ดาวน์โหลดแล้วไว้",
        ),
    ),
    (
        r"\b(401|403|407|429|5\d\d)\b.{0,40}(client|server) error|status code: (4|5)\d\d|http error (4|5)\d\d"
        r"|received http code (4|5)\d\d|too many requests|403 +forbidden|407 +proxy",
        (
            "A package registry refused the request.",
            "แหล่งแพ็กเกจปฏิเสธคำขอ",
            "wait a minute and run the same command again; if it stays, ask who runs your proxy or mirror.",
            "รอหนึ่งนาทีแล้วเรียกคำสั่งเดิมอีกครั้ง หากยังไม่ได้ โปรดติดต่อผู้ดูแลพร็อกซีหรือแหล่งแพ็กเกจสำรอง",
        ),
    ),
    (
        r"no matching distribution found|could not find a version that satisfies|unable to locate package"
        r"|has no installation candidate|could not find artifact|npm error code (etarget|e404)",
        (
            "A package registry does not have a version that this project pins.",
            "แหล่งแพ็กเกจไม่มีรุ่นที่โครงการกำหนดไว้",
            "if you use a mirror, let it fetch the package named in the log; else report this with the log.",
            "หากใช้แหล่งแพ็กเกจสำรอง ให้ดึงแพ็กเกจที่ระบุในบันทึก หากไม่ใช่ โปรดแจ้งปัญหาพร้อมบันทึก",
        ),
    ),
    (
        r"dpkg was interrupted|could not get lock|unable to acquire the dpkg frontend lock",
        (
            "The package manager of this machine is busy or was interrupted.",
            "ระบบติดตั้งแพ็กเกจของเครื่องไม่ว่าง หรือค้างอยู่",
            "wait until no other apt-get runs, run `dpkg --configure -a`, then run the same command again.",
            "รอจนไม่มี apt-get อื่นทำงาน เรียก `dpkg --configure -a` แล้วเรียกคำสั่งเดิมอีกครั้ง",
        ),
    ),
)


def diagnose(output: str) -> tuple[str, str, str, str] | None:
    """The known cause behind a program's failure, from what it printed: what a StackError takes."""
    for pattern, cause in CAUSES:
        if re.search(pattern, output, re.IGNORECASE):
            return cause
    return None


def from_command(what: str, output: str, log: str) -> StackError:
    """The error for a command that failed, with its last lines and the cause if we know it."""
    tail = "\n".join("    " + line for line in output.strip().splitlines()[-12:])
    problem, thai, todo, thai_todo = diagnose(output) or (
        f"{what} failed.",
        "คำสั่งทำงานไม่สำเร็จ",
        "read the lines below and the log; running the same command again is always safe.",
        "อ่านบรรทัดด้านบนและบันทึก เรียกคำสั่งเดิมอีกครั้งได้เสมอ",
    )
    return StackError(problem, thai, f"{todo}\n  Step: {what}\n  Log: {log}\n{tail}", thai_todo)


def from_os_error(error: OSError) -> StackError:
    """The error for a file operation of ours that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StackError(*DISK_FULL)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StackError(
            f"No permission: {error}.",
            "ไม่มีสิทธิ์เข้าถึงไฟล์",
            "run as the user that owns this checkout (or as root), or give the path back to them with chown.",
            "เรียกคำสั่งในบัญชีเจ้าของไฟล์ (หรือ root) หรือคืนสิทธิ์ด้วย chown",
        )
    return StackError(
        f"{error}.",
        "ระบบไฟล์ขัดข้อง",
        "mend the cause and run the same command again.",
        "แก้ไขสาเหตุแล้วเรียกคำสั่งเดิมอีกครั้ง",
    )
