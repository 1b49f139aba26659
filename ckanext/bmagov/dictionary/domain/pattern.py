"""Patterns of values: a safe part of regular expressions.

A pattern is somebody's input and is run on millions of cells, and Python's `re` needs exponential time for
some (`(a+)+$`). So patterns are matched here by an automaton, built as it is walked: time grows with the
length of the cell and nothing else. Taken: literals, `.`, classes, `\\d \\w \\s`, groups, `|`, `? * +
{m,n}`, and `^ $` at the ends. Refused: look-around, back-references, flags. A pattern always means the whole
value.

What automata remember is bounded for all of them together: a pattern of fifteen characters may reach as many
different sets of states as there are letters in the data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from weakref import WeakSet

from ckanext.bmagov.base.domain.problem import ProblemError

LONGEST: Final = 500
"""Characters of a pattern."""

MAX_STATES: Final = 2050
"""States once `{m,n}` is written out: enough for one `.{0,1000}`."""

MAX_TOGETHER: Final = 100_000
"""States of all patterns of a dictionary together, some 20 MB."""

MAX_REPEAT: Final = 1000
MAX_STEPS: Final = 50_000
MAX_HELD: Final = 200_000
"""Steps, and states in all sets, that the patterns of a process remember before they begin anew."""

KEPT: Final = 64
"""Compiled patterns that are kept for the next who asks."""

Accepts = Callable[[str], bool]
"""Whether one character is taken."""

_JOINERS: Final = "\u200c\u200d"


def _is_word(character: str) -> bool:
    """Letters, digits and low lines with the marks that stand on them: no Thai word is without (UTS 18)."""
    if character.isalnum() or character == "_" or character in _JOINERS:
        return True
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Pc")


_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_SPECIAL: Final = frozenset("|()*+?{")


_CLASSES: Final[dict[str, Accepts]] = {
    "d": str.isdecimal,
    "D": lambda c: not c.isdecimal(),
    "w": _is_word,
    "W": lambda c: not _is_word(c),
    "s": str.isspace,
    "S": lambda c: not c.isspace(),
}


class PatternError(ProblemError):
    """A pattern that can't be taken, with `position` from 1: `PATTERN-SYNTAX`, `REGEX-UNSAFE`,
    `PATTERN-TOO-LARGE`.
    """


class _State:
    """Goes to `out` over a character that `accepts` takes, or to all of `free` over nothing."""

    __slots__ = ("accepts", "free", "out")

    def __init__(self) -> None:
        self.accepts: Accepts | None = None
        self.out: _State | None = None
        self.free: list[_State] = []


class _Place:
    """A set of states reached together, and where each character met so far leads from it."""

    __slots__ = ("final", "next", "states")

    def __init__(self, states: frozenset[_State], end: _State) -> None:
        self.states = states
        self.final = end in states
        self.next: dict[str, _Place] = {}


class _Memory:
    """What all patterns remember: how much, and whose it is."""

    def __init__(self) -> None:
        self.steps = 0
        self.held = 0
        self.patterns: WeakSet[Pattern] = WeakSet()

    def spend(self, *, steps: int = 0, held: int = 0) -> None:
        """Count what is remembered; above the budget everybody begins anew."""
        self.steps += steps
        self.held += held
        if self.steps > MAX_STEPS or self.held > MAX_HELD:
            self.forget()

    def forget(self) -> None:
        self.steps = self.held = 0
        for pattern in list(self.patterns):
            pattern.forget()


_MEMORY: Final = _Memory()


class Pattern:
    """A compiled pattern. Get it from :func:`compile_pattern`. `size` is how many states it has."""

    def __init__(self, start: _State, end: _State, size: int) -> None:
        self.size = size
        self._end = end
        self._start = _closure([start])
        self.forget()
        _MEMORY.patterns.add(self)

    def matches(self, text: str) -> bool:
        """Tell whether the whole text is described by the pattern."""
        here = self._first
        for character in text:
            there = here.next.get(character)
            if there is None:
                there = self._step(here, character)
            if not there.states:
                return False
            here = there
        return here.final

    def _step(self, here: _Place, character: str) -> _Place:
        _MEMORY.spend(steps=1)
        taken: dict[Accepts, bool] = {}  # repeated parts ask the same question
        reached: list[_State] = []
        for state in here.states:
            accepts = state.accepts
            if accepts is None or state.out is None:
                continue
            if accepts not in taken:
                taken[accepts] = accepts(character)
            if taken[accepts]:
                reached.append(state.out)
        states = _closure(reached)
        there = self._places.get(states)
        if there is None:
            _MEMORY.spend(held=len(states))
            there = self._places[states] = _Place(states, self._end)
        here.next[character] = there
        return there

    def forget(self) -> None:
        """Begin anew; what is matched just now goes on."""
        self._first = _Place(self._start, self._end)
        self._places = {self._start: self._first}


def _closure(states: list[_State]) -> frozenset[_State]:
    results: set[_State] = set()
    waiting = list(states)
    while waiting:
        state = waiting.pop()
        if state not in results:
            results.add(state)
            waiting.extend(state.free)
    return frozenset(results)


@lru_cache(maxsize=KEPT)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern.

    :raises PatternError: when it is no pattern, or uses what is not taken
    """
    if len(pattern) > LONGEST:
        raise PatternError("PATTERN-TOO-LARGE", position=LONGEST + 1)
    return _PatternReader(pattern).read()


def forget_patterns() -> None:
    """Let go of everything that patterns remember, for when a check of data has ended."""
    compile_pattern.cache_clear()
    _MEMORY.forget()


Fragment = tuple[_State, _State]
Node = Callable[[], Fragment]
"""Builds its part of the automaton; called once for each repetition."""


class _PatternReader:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.states = 0
        self.depth = 0

    def read(self) -> Pattern:
        node = self.alternatives()
        if self.at < len(self.text):
            raise self.fault("PATTERN-SYNTAX")
        start, end = node()
        return Pattern(start, end, self.states)

    def fault(self, code: str) -> PatternError:
        return PatternError(code, position=min(self.at, len(self.text)) + 1)

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise self.fault("PATTERN-SYNTAX")
        self.at += 1
        return self.text[self.at - 1]

    def state(self) -> _State:
        self.states += 1
        if self.states > MAX_STATES:
            raise self.fault("PATTERN-TOO-LARGE")
        return _State()

    def alternatives(self) -> Node:
        choices = [self.sequence()]
        while self.peek() == "|":
            self.take()
            choices.append(self.sequence())
        return choices[0] if len(choices) == 1 else self.choice(choices)

    def sequence(self) -> Node:
        """Pieces up to `|`, `)` or the end. `^` and `$` say at the ends of the pattern what is so anyway."""
        pieces: list[Node] = []
        if self.peek() == "^" and self.depth == 0:
            self.take()
        while self.peek() not in ("", "|", ")"):
            if self.peek() == "$" and self.depth == 0 and self.text[self.at + 1 : self.at + 2] in ("", "|"):
                self.take()
                break
            pieces.append(self.repeated(self.piece()))
        return self.chain(pieces)

    def piece(self) -> Node:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return self.single(self.bracket())
        if character == ".":
            return self.single(lambda c: c != "\n")
        if character == "\\":
            return self.single(self.escape())
        if character in "^$":
            self.at -= 1
            raise self.fault("REGEX-UNSAFE")
        if character in _SPECIAL:
            self.at -= 1
            raise self.fault("PATTERN-SYNTAX")
        return self.single(_exactly(character))

    def group(self) -> Node:
        if self.peek() == "?":
            self.take()
            if self.peek() != ":":
                raise self.fault("REGEX-UNSAFE")
            self.take()
        self.depth += 1
        if self.depth > 30:
            raise self.fault("PATTERN-TOO-LARGE")
        node = self.alternatives()
        self.depth -= 1
        if self.peek() != ")":
            raise self.fault("PATTERN-SYNTAX")
        self.take()
        return node

    def escape(self) -> Accepts:
        character = self.take()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            return _exactly(_CONTROLS[character])
        if character.isalnum():
            self.at -= 1
            raise self.fault("REGEX-UNSAFE")
        return _exactly(character)

    def bracket(self) -> Accepts:
        negated = self.peek() == "^"
        if negated:
            self.take()
        tests: list[Accepts] = []
        ranges: list[tuple[str, str]] = []
        while self.peek() != "]" or not (tests or ranges):
            first = self.class_member(tests)
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                last = self.class_member(tests)
                if not first or not last or first > last:
                    raise self.fault("PATTERN-SYNTAX")
                ranges.append((first, last))
            elif first:
                ranges.append((first, first))
        self.take()
        return lambda c: (any(a <= c <= b for a, b in ranges) or any(t(c) for t in tests)) != negated

    def class_member(self, tests: list[Accepts]) -> str:
        """Return one character of a class; nothing when it was a class itself, which goes to `tests`."""
        character = self.take()
        if character != "\\":
            return character
        escaped = self.peek()
        test = self.escape()
        if escaped in _CLASSES:
            tests.append(test)
            return ""
        return _CONTROLS.get(escaped, escaped)

    def repeated(self, node: Node) -> Node:
        bounds = self.bounds()
        if bounds is None:
            return node
        if self.peek() in ("+", "?") or self.bounds() is not None:
            raise self.fault("REGEX-UNSAFE")
        return self.repeat(node, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.peek())
        if simple:
            self.take()
            return simple
        if self.peek() != "{":
            return None
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : max(end, self.at + 1)].partition(",")
        if end < 0 or not _is_count(low) or (comma and high and not _is_count(high)):
            raise self.fault("PATTERN-SYNTAX")
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if most is not None and most < least:
            raise self.fault("PATTERN-SYNTAX")
        if max(least, most or 0) > MAX_REPEAT:
            raise self.fault("PATTERN-TOO-LARGE")
        self.at = end + 1
        return least, most

    # building

    def single(self, accepts: Accepts) -> Node:
        def build() -> Fragment:
            start, end = self.state(), self.state()
            start.accepts, start.out = accepts, end
            return start, end

        return build

    def chain(self, nodes: list[Node]) -> Node:
        def build() -> Fragment:
            start = end = self.state()
            for node in nodes:
                first, last = node()
                end.free.append(first)
                end = last
            return start, end

        return build

    def choice(self, nodes: list[Node]) -> Node:
        def build() -> Fragment:
            start, end = self.state(), self.state()
            for node in nodes:
                first, last = node()
                start.free.append(first)
                last.free.append(end)
            return start, end

        return build

    def repeat(self, node: Node, least: int, most: int | None) -> Node:
        def build() -> Fragment:
            start = here = self.state()
            for _ in range(least):
                first, last = node()
                here.free.append(first)
                here = last
            end = self.state()
            if most is None:
                first, last = node()
                loop = self.state()
                here.free.append(loop)
                loop.free += [first, end]
                last.free.append(loop)
                return start, end
            for _ in range(most - least):
                here.free.append(end)
                first, last = node()
                here.free.append(first)
                here = last
            here.free.append(end)
            return start, end

        return build


def _exactly(character: str) -> Accepts:
    return lambda c: c == character


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
