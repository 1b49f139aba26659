from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.access.domain.classification import (
    Aspect,
    Grant,
    Reader,
    Subject,
    access,
    all_may,
    allowed_keys,
    allows,
    dataset_labels,
    groups_for,
    may_approve_lowering,
    reader_labels,
    resource_of,
)
from ckanext.bmagov.tests.access.make import policy

LEVELS = ("open", "internal", "confidential", "secret", "top_secret")
STORED = (*LEVELS, "", "unheard of")
STATES = ("active", "draft", "deleted")

READERS = {
    "anonymous": Reader.ANONYMOUS,
    "outsider": Reader("u0", "outsider"),
    "creator": Reader("author", "author"),
    "stranger": Reader("u1", "stranger", roles={"other": "admin"}),
    "member": Reader("u2", "member", roles={"owner": "member"}),
    "editor": Reader("author", "editor", roles={"owner": "editor"}),
    "admin": Reader("u4", "admin", roles={"owner": "admin"}),
    "auditor": Reader("u5", "auditor", roles={"audit": "member"}, auditor=True),
    "supervisor": Reader("u6", "supervisor", roles={"audit": "admin"}, auditor=True, supervisor=True),
    "grantee": Reader("u7", "grantee", grants=frozenset({Grant("d", None, "top_secret")})),
    "grantee_of_file": Reader("u8", "grantee", grants=frozenset({Grant("d", "r", "top_secret")})),
    "grantee_of_other": Reader("u9", "grantee", grants=frozenset({Grant("x", None, "top_secret")})),
    "sysadmin": Reader("u10", "sysadmin", sysadmin=True),
}


def dataset(level: str, state: str = "active", **more) -> Subject:
    return Subject(level, "owner", "d", state=state, creator="author", **more)


def who(subject: Subject, aspect: Aspect) -> set[str]:
    return {name for name, reader in READERS.items() if allows(policy(), reader, subject, aspect)}


ALL = set(READERS)
AGENCIES = {"stranger", "member", "editor", "admin", "auditor", "supervisor"}
OWNERS = {"member", "editor", "admin"}
GRANTEES = {"grantee", "grantee_of_file"}
AUDITORS = {"auditor", "supervisor"}


@pytest.mark.parametrize(
    ("level", "existence", "metadata", "data"),
    [
        ("open", ALL, ALL, ALL),
        ("internal", AGENCIES | GRANTEES, AGENCIES | GRANTEES, AGENCIES | {"grantee"}),
        ("confidential", OWNERS | GRANTEES | AUDITORS, OWNERS | GRANTEES | AUDITORS, OWNERS | {"grantee"}),
        ("secret", {"admin"} | GRANTEES | AUDITORS, {"admin"} | GRANTEES | AUDITORS, {"grantee"}),
        ("top_secret", {"admin"} | GRANTEES | AUDITORS, {"admin"} | GRANTEES, {"grantee"}),
    ],
)
def test_the_default_policy_on_a_dataset(level, existence, metadata, data):
    assert who(dataset(level), Aspect.EXISTENCE) == existence | {"sysadmin"}
    assert who(dataset(level), Aspect.METADATA) == metadata | {"sysadmin"}
    assert who(dataset(level), Aspect.DATA) == data | {"sysadmin"}


@pytest.mark.parametrize("state", ["draft", "deleted"])
def test_what_is_not_published_is_for_its_author_and_the_editors(state):
    for level in ("", "open", "internal", "confidential"):
        assert who(dataset(level, state), Aspect.METADATA) == {"creator", "editor", "admin", "sysadmin"}
    assert who(Subject("secret", "owner", "d", state=state, creator="x"), Aspect.METADATA) == {
        "admin",
        "sysadmin",
    }


def test_open_data_that_is_kept_private_is_for_the_owner():
    assert who(dataset("open", private=True), Aspect.DATA) == OWNERS | {"grantee", "sysadmin"}


def test_a_resource_follows_its_own_level_inside_an_open_dataset():
    resource = resource_of(policy(), dataset("open"), "r", "secret")
    assert resource.level == "secret"
    assert who(resource, Aspect.METADATA) == {"admin", "sysadmin"} | GRANTEES | AUDITORS
    assert who(resource, Aspect.DATA) == {"sysadmin"} | GRANTEES


def test_a_resource_is_never_more_open_than_its_dataset():
    assert resource_of(policy(), dataset("secret"), "r", "open").level == "secret"
    assert resource_of(policy(), dataset(""), "r", "open").level == "top_secret"


def test_a_resource_of_what_is_kept_private_is_not_for_other_agencies():
    resource = resource_of(policy(), dataset("open", private=True), "r", "internal")
    assert who(resource, Aspect.METADATA) == OWNERS | GRANTEES | {"sysadmin"}


def test_a_grant_for_one_file_opens_the_description_and_that_file_only():
    reader = READERS["grantee_of_file"]
    assert allows(policy(), reader, dataset("secret"), Aspect.METADATA)
    own, other = (resource_of(policy(), dataset("secret"), name, "") for name in ("r", "s"))
    assert allows(policy(), reader, own, Aspect.DATA)
    assert not allows(policy(), reader, other, Aspect.EXISTENCE)


def test_a_grant_does_not_reach_what_is_raised_above_it():
    reader = Reader("u", grants=frozenset({Grant("d", None, "confidential")}))
    assert allows(policy(), reader, dataset("confidential"), Aspect.DATA)
    assert not allows(policy(), reader, dataset("secret"), Aspect.EXISTENCE)


def test_a_grant_of_an_unknown_level_reaches_nothing_closed():
    reader = Reader("u", grants=frozenset({Grant("d", None, "unheard of")}))
    assert not allows(policy(), reader, dataset("internal"), Aspect.EXISTENCE)


def test_nobody_approves_what_he_may_not_read():
    assert may_approve_lowering(policy(), READERS["supervisor"], dataset("secret"))
    assert not may_approve_lowering(policy(), READERS["supervisor"], dataset("top_secret"))
    assert may_approve_lowering(policy(), READERS["admin"], dataset("top_secret"))
    assert not may_approve_lowering(policy(), READERS["editor"], dataset("internal"))


# --- laws, for whatever there is ---

roles = st.dictionaries(
    st.sampled_from(["owner", "other", "audit"]), st.sampled_from(["member", "editor", "admin", "odd"])
)
grants = st.frozensets(
    st.builds(
        Grant,
        st.sampled_from(["d", "x"]),
        st.sampled_from([None, "r", "s"]),
        st.sampled_from([*LEVELS, "unheard of"]),
    ),
    max_size=3,
)
readers = st.builds(
    Reader, st.sampled_from(["", "u", "author"]), st.just("n"), st.booleans(), roles, st.booleans(),
    st.booleans(), grants,
)  # fmt: skip
aspects = st.sampled_from(list(Aspect))
datasets = st.builds(
    Subject,
    st.sampled_from(STORED),
    st.sampled_from(["", "owner", "other"]),
    st.just("d"),
    st.none(),
    st.sampled_from(STATES),
    st.sampled_from(["", "author"]),
    st.booleans(),
)


@given(readers, datasets)
def test_labels_decide_as_the_rules_do(reader, subject):
    matching = dataset_labels(policy(), subject) & reader_labels(policy(), reader)
    assert bool(matching) == allows(policy(), reader, subject, Aspect.METADATA)


@given(readers, st.lists(datasets), st.lists(st.sampled_from(STORED), max_size=3), aspects)
def test_many_at_once_are_decided_as_each_alone(reader, whole, levels, aspect):
    """Also where the files of several datasets, some of them granted, are alike in all that is stored."""
    subjects = {}
    for dataset_id, resource_id, one in itertools.product(("d", "x", "y"), (None, "r", "s", "t"), whole):
        found = replace(one, dataset_id=dataset_id)
        for own, column in itertools.product(levels, repeat=2) if resource_id else [("", "")]:
            subject = resource_of(policy(), found, resource_id, own, (column,)) if resource_id else found
            subjects[str(subject)] = subject
    expected = {key for key, one in subjects.items() if allows(policy(), reader, one, aspect)}
    assert allowed_keys(policy(), reader, subjects, aspect) == expected


@pytest.mark.parametrize("aspect", list(Aspect))
@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_many_at_once_are_decided_as_each_alone_for_every_combination_of_the_cast(reader, aspect):
    subjects = {}
    for owner, dataset_id, level, state, creator, private in itertools.product(
        ("", "owner", "other"), ("d", "x"), STORED, STATES, ("", "author"), (False, True)
    ):
        whole = Subject(level, owner, dataset_id, state=state, creator=creator, private=private)
        files = [resource_of(policy(), whole, name, own) for name in ("r", "s") for own in ("", "secret")]
        subjects |= {str(one): one for one in (whole, *files)}
    expected = {key for key, one in subjects.items() if allows(policy(), reader, one, aspect)}
    assert allowed_keys(policy(), reader, subjects, aspect) == expected


def test_files_that_are_alike_are_decided_once(monkeypatch):
    decided = []

    def deciding(*asked) -> bool:
        decided.append(asked[2])
        return allows(*asked)

    monkeypatch.setattr(access, "allows", deciding)
    files = {
        f"{number}": resource_of(policy(), Subject("open", f"owner-{number}", f"d{number}"), "r", "internal")
        for number in range(20)
    }
    assert allowed_keys(policy(), Reader.ANONYMOUS, files, Aspect.DATA) == set()
    assert len([subject for subject in decided if subject.resource_id]) == 1


def test_labels_decide_as_the_rules_do_for_every_combination_of_the_cast():
    for reader, level, state, private in itertools.product(READERS.values(), STORED, STATES, (False, True)):
        subject = dataset(level, state, private=private)
        matching = dataset_labels(policy(), subject) & reader_labels(policy(), reader)
        assert bool(matching) == allows(policy(), reader, subject, Aspect.METADATA), (reader, subject)


@given(readers, aspects, st.sampled_from(["active", "deleted"]))
def test_a_higher_level_never_gives_more_readers(reader, aspect, state):
    allowed = [allows(policy(), reader, dataset(level, state), aspect) for level in LEVELS]
    assert allowed == sorted(allowed, reverse=True)


@given(readers, datasets, st.sampled_from(STORED))
def test_more_to_read_never_means_more_readers(reader, subject, own):
    for one in (subject, resource_of(policy(), subject, "r", own)):
        allowed = [allows(policy(), reader, one, aspect) for aspect in Aspect]
        assert allowed == sorted(allowed, reverse=True)


@given(readers, datasets, st.sampled_from(STORED), aspects)
def test_a_resource_is_for_nobody_who_may_not_know_its_dataset(reader, subject, own, aspect):
    resource = resource_of(policy(), subject, "r", own)
    if allows(policy(), reader, resource, aspect):
        assert allows(policy(), reader, subject, min(aspect, Aspect.METADATA))


@given(readers, datasets, aspects)
def test_an_unknown_level_is_the_most_closed(reader, subject, aspect):
    closed = Subject("top_secret", subject.owner_org, "d", state="active", creator=subject.creator)
    for level in ("", "unheard of"):
        unknown = Subject(level, subject.owner_org, "d", state="active", creator=subject.creator)
        assert allows(policy(), reader, unknown, aspect) == allows(policy(), reader, closed, aspect)


@given(datasets)
def test_only_what_is_published_open_and_not_kept_private_has_the_public_label(subject):
    public = subject.level == "open" and subject.state == "active" and not subject.private
    assert ("public" in dataset_labels(policy(), subject)) == public
    assert ("everyone" in groups_for(policy(), subject, Aspect.METADATA)) == public


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("whole", "part"), itertools.combinations_with_replacement(LEVELS, 2))
def test_all_may_says_of_everybody_who_finds_what_allows_says_of_each(whole: str, part: str, state: str):
    found = dataset(whole, state)
    file = resource_of(policy(), found, "r", part)
    finders = who(found, Aspect.METADATA) - {"grantee_of_file", "sysadmin"}
    if all_may(policy(), found, file, Aspect.DATA):
        assert finders <= who(file, Aspect.DATA)


def test_the_data_of_what_auditors_find_are_not_for_all():
    for level, expected in zip(LEVELS, (True, True, False, False, False), strict=True):
        found = dataset(level)
        assert all_may(policy(), found, resource_of(policy(), found, "r", ""), Aspect.DATA) is expected


def test_deleting_what_has_no_level_opens_nothing():
    assert who(dataset("", "deleted"), Aspect.METADATA) <= who(
        dataset("top_secret", "deleted"), Aspect.METADATA
    )
    assert who(dataset("", "deleted"), Aspect.DATA) <= {"grantee", "sysadmin"}
    assert "editor" in who(dataset("", "draft"), Aspect.METADATA)


POLICY = policy()


class TestDataMoreClosedThanTheirDescription:
    """A column of a file's dictionary has a level of its own."""

    def of(self, *columns: str, level: str = "", dataset: str = "open") -> Subject:
        return resource_of(POLICY, Subject(dataset, "owner", "d"), "r", level, columns)

    @pytest.mark.parametrize(
        ("columns", "level", "dataset", "expected"),
        [
            ((), "", "open", ("open", "open")),
            (("confidential",), "", "open", ("open", "confidential")),
            (("internal", "secret"), "internal", "open", ("internal", "secret")),
            (("internal",), "confidential", "open", ("confidential", "confidential")),
            (("open",), "", "internal", ("internal", "internal")),
            (("no-such-level",), "", "open", ("open", "no-such-level")),
        ],
    )
    def test_the_highest_counts_for_the_data(self, columns, level, dataset, expected):
        found = self.of(*columns, level=level, dataset=dataset)
        assert (found.level, found.level_of_data) == expected

    @pytest.mark.parametrize("level", POLICY.levels[1:])
    def test_the_data_are_for_whom_data_of_that_level_are_and_the_rest_as_before(self, level):
        closed, plain = self.of(level), self.of(level=level)
        member, other = Reader("m", roles={"owner": "member"}), Reader("s", roles={"other": "editor"})
        for who in (Reader.ANONYMOUS, member, other, Reader("a", auditor=True)):
            assert allows(POLICY, who, closed, Aspect.DATA) == allows(POLICY, who, plain, Aspect.DATA)
            assert allows(POLICY, who, closed, Aspect.METADATA)
        assert not allows(POLICY, Reader.ANONYMOUS, closed, Aspect.DATA)

    def test_a_grant_must_reach_the_level_of_the_data(self):
        closed = self.of("confidential")
        for level, expected in (("open", False), ("confidential", True), ("secret", True)):
            who = Reader("g", grants=frozenset([Grant("d", "r", level)]))
            assert allows(POLICY, who, closed, Aspect.DATA) is expected

    def test_its_dataset_is_as_open_as_before(self):
        assert self.of("secret").dataset == Subject("open", "owner", "d")
