"""From answers to plain questions to a category and a level, with the reason.

Questions and what follows from them are data (``rules/classification_questions.yaml``); this module knows
their shape, finds holes in them, and applies them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from ckanext.bmagov.access.domain.classification.policy import Policy, PolicyError, PolicyProblem

LANGUAGES = ("th", "en")

Text = Mapping[str, str]
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One question; ``answers`` are the choices and their words, ``asked_if`` the answers that lead to it."""

    id: str
    text: Text
    help: Text
    answers: Mapping[str, Text]
    asked_if: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """What follows when all of ``when`` hold and no proposal before it did."""

    when: Answers
    category: str
    level: str
    reason: Text


@dataclass(frozen=True)
class Questions:
    """All questions in their order, and the proposals in the order in which they are tried."""

    questions: tuple[Question, ...]
    proposals: tuple[Proposal, ...]

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """Return the questions that these answers leave to be asked."""
        return tuple(question for question in self.questions if _holds(question.asked_if, answers))

    def missing(self, answers: Answers) -> tuple[Question, ...]:
        """Return the questions that are asked and not answered."""
        return tuple(
            question for question in self.asked(answers) if answers.get(question.id) not in question.answers
        )

    def propose(self, answers: Answers) -> Proposal | None:
        """Return what the answers lead to; None until every question that is asked has an answer."""
        if self.missing(answers):
            return None
        asked = {question.id for question in self.asked(answers)}
        given = {name: value for name, value in answers.items() if name in asked}
        return next((proposal for proposal in self.proposals if _holds(proposal.when, given)), None)


def _holds(condition: Answers, answers: Answers) -> bool:
    return all(answers.get(name) == value for name, value in condition.items())


def parse_questions(raw: object, source: str, policy: Policy) -> Questions:
    """Build the questions and check them against the policy.

    :raises PolicyError: with every unknown name and missing language, and the first set of answers that leads
        to nothing
    """
    reader = _Reader(policy)
    questions = reader.read(raw)
    if not reader.problems:
        reader.check_answers(questions)
    if reader.problems:
        raise PolicyError(source, reader.problems)
    return questions


class _Reader:
    def __init__(self, policy: Policy) -> None:
        self.problems: list[PolicyProblem] = []
        self._policy = policy
        self._answers: dict[str, frozenset[str]] = {}

    def tell(self, path: str, code: str, **params: str) -> None:
        self.problems.append(PolicyProblem(path, code, params))

    def read(self, raw: object) -> Questions:
        if not isinstance(raw, Mapping):
            self.tell("", "policy-mapping", names="questions, proposals")
            return Questions((), ())
        questions = tuple(
            self._question(row, path) for path, row in self._rows(raw, "questions", "id") if row.get("id")
        )
        proposals = tuple(self._proposal(row, path) for path, row in self._rows(raw, "proposals", "when"))
        return Questions(questions, proposals)

    def check_answers(self, questions: Questions) -> None:
        """Walk every set of answers: each must lead somewhere, and to what the matrix allows."""
        used = set()
        for answers in _all_answers(questions.questions):
            proposal = questions.propose(answers)
            if proposal is None:
                given = ", ".join(f"{name}: {value}" for name, value in answers.items())
                self.tell("proposals", "policy-unanswered", answers=given)
                return
            used.add(id(proposal))
        for place, proposal in enumerate(questions.proposals, 1):
            if id(proposal) not in used:
                self.tell(f"proposals[{place}]", "policy-unused")

    def _rows(
        self, raw: Mapping[str, Any], key: str, required: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        rows = raw.get(key)
        if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
            self.tell(key, "policy-list", names=required)
            return
        for place, row in enumerate(rows, 1):
            path = f"{key}[{row.get('id') or place}]" if isinstance(row, Mapping) else f"{key}[{place}]"
            if not isinstance(row, Mapping) or required not in row:
                self.tell(path, "policy-missing", name=required)
            else:
                yield path, row

    def _question(self, row: Mapping[str, Any], path: str) -> Question:
        answers = row.get("answers")
        if not isinstance(answers, Mapping) or len(answers) < 2:
            self.tell(f"{path}.answers", "policy-list", names="answers")
            answers = {}
        words = {name: self._text(text, f"{path}.answers.{name}") for name, text in answers.items()}
        asked_if = self._condition(row.get("asked_if", {}), f"{path}.asked_if")
        self._answers[str(row["id"])] = frozenset(words)
        return Question(
            str(row["id"]),
            self._text(row.get("text"), f"{path}.text"),
            self._text(row.get("help"), f"{path}.help"),
            words,
            asked_if,
        )

    def _proposal(self, row: Mapping[str, Any], path: str) -> Proposal:
        category, level = str(row.get("category", "")), str(row.get("level", ""))
        if category not in self._policy.categories:
            self.tell(
                f"{path}.category", "policy-unknown", name=category, names=", ".join(self._policy.categories)
            )
        elif level not in self._policy.levels:
            self.tell(f"{path}.level", "policy-unknown", name=level, names=", ".join(self._policy.levels))
        return Proposal(
            self._condition(row["when"], f"{path}.when"),
            category,
            _allowed(self._policy, category, level),
            self._text(row.get("reason"), f"{path}.reason"),
        )

    def _condition(self, raw: object, path: str) -> Answers:
        if not isinstance(raw, Mapping):
            self.tell(path, "policy-mapping", names=", ".join(self._answers))
            return {}
        for name, value in raw.items():
            if name not in self._answers:
                self.tell(f"{path}.{name}", "policy-unknown", name=str(name), names=", ".join(self._answers))
            elif value not in self._answers[name]:
                names = ", ".join(sorted(self._answers[name]))
                self.tell(f"{path}.{name}", "policy-unknown", name=str(value), names=names)
        return {str(name): str(value) for name, value in raw.items()}

    def _text(self, raw: object, path: str) -> Text:
        if isinstance(raw, Mapping) and all(
            isinstance(raw.get(language), str) and raw[language] for language in LANGUAGES
        ):
            return dict(raw)
        self.tell(path, "policy-languages", names=", ".join(LANGUAGES))
        return dict.fromkeys(LANGUAGES, "")


def _allowed(policy: Policy, category: str, level: str) -> str:
    """Return the level itself where a site's own matrix has it, else the next one up, else the highest."""
    allowed = policy.levels_for(category)
    higher = [other for other in allowed if policy.rank(other) >= policy.rank(level)]
    return higher[0] if higher else allowed[-1] if allowed else level


def _all_answers(questions: Sequence[Question]) -> Iterator[dict[str, str]]:
    for chosen in product(*(question.answers for question in questions)):
        answers = {question.id: value for question, value in zip(questions, chosen, strict=True)}
        yield {
            question.id: answers[question.id] for question in questions if _holds(question.asked_if, answers)
        }
