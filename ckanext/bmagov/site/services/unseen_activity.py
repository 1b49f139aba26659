"""Whether there may be news for a person: one question, so that most pages need not read the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from ckan.types import AlchemySession

_MAY_BE = sa.text(
    """
    WITH seen AS (
        SELECT activity_stream_last_viewed AS until FROM dashboard WHERE user_id = :user
    ), person AS (
        SELECT object_id AS id FROM user_following_user WHERE follower_id = :user
    ), followed AS (
        SELECT id FROM person
        UNION ALL SELECT :user
        UNION ALL SELECT object_id FROM user_following_dataset WHERE follower_id = :user
        UNION ALL SELECT object_id FROM user_following_group WHERE follower_id = :user
        UNION ALL
        SELECT m.table_id FROM user_following_group f JOIN member m ON m.group_id = f.object_id
        WHERE f.follower_id = :user AND m.table_name = 'package'
    )
    SELECT EXISTS (
        SELECT 1 FROM seen, followed JOIN activity a ON a.object_id = followed.id
        WHERE a.timestamp > seen.until AND a.user_id <> :user
    ) OR EXISTS (
        SELECT 1 FROM seen, person JOIN activity a ON a.user_id = person.id
        WHERE a.timestamp > seen.until
    )
    """
)
"""What CKAN's list for the dashboard is made of, wider where that asks for labels and states."""


def may_be(session: AlchemySession, user_id: str) -> bool:
    """Tell whether somebody else did something since the person last looked at what the person follows.

    What of it may be seen, and so how much there is, only CKAN's list tells (`dashboard_activity_list`).
    """
    return bool(session.execute(_MAY_BE, {"user": user_id}).scalar())
