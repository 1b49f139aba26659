"""Ports: free ones are found, holders are named."""

from __future__ import annotations

import os
import socket

from bmagov_stack import ports

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1
   1: 0100007F:1388 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1
   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1
"""


def test_only_the_listening_socket_of_the_port_counts():
    assert ports.listening_inodes(TABLE, 5000) == {"4711"}
    assert ports.listening_inodes(TABLE, 8080) == {"4713"}
    assert ports.listening_inodes(TABLE, 80) == set()


def test_the_preferred_port_is_kept_when_free():
    assert ports.first_free(5440, lambda port: True) == 5440


def test_the_next_free_port_is_ten_further():
    assert ports.first_free(5440, lambda port: port >= 5460) == 5460


def test_no_free_port_is_told():
    assert ports.first_free(5440, lambda port: False) is None


def test_a_listening_program_is_seen_and_named():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        assert not ports.is_free(port)
        assert f"(pid {os.getpid()})" in ports.holder(port)

    assert ports.is_free(port)
