"""Which tests hold what the documentation promises about who gets what: opening words -> tests.

Pages and sections as their headings are called; tests by file, class and function below `tests/`, several
divided by blanks. `EXPLAINS` stands where a sentence gives a reason or an example and promises nothing more.
"""

from __future__ import annotations

EXPLAINS = ""

WITHOUT_PROMISES = {
    "docs/classification.md": {"Your own policy", "Checking what is stored", "What it costs"},
    "docs/access.md": set(),
}
"""Sections about the work of administrators, held by `collect/`, `cli/` and `benchmarks/`."""

PROMISES: dict[str, dict[str, dict[str, str]]] = {}

PROMISES["docs/classification.md"] = {
    "Classification": {
        "Five levels": "access/views/test_sharing.py::TestPolicyPage",
        "A level stands on the dataset": "security/test_pages.py::TestDataset",
        "It may be raised on a file and on a column": """
            access/services/test_rights.py::TestFacts::test_the_level_of_a_resource_is_the_higher_one
            security/test_bad_metadata.py::test_row_26_a_dataset_is_not_lowered_below_its_unchanged_file
            dictionary/actions/test_column_level.py::TestTheDataFollow""",
        "A record without a level": "security/test_levels_in_time.py::TestAnUnknownLevel",
        "Officials read this in Thai": EXPLAINS,
    },
    "Who may what": {
        "The policy is data": "access/readers/test_classification.py::test_a_site_uses_a_policy_of_its_own",
        "Ours says:": EXPLAINS,
        "| level |": EXPLAINS,
        "| open |": "security/test_pages.py::TestDataset security/test_pages.py::TestDownload",
        "| internal |": """
            security/test_pages.py::TestDataset security/test_pages.py::TestDownload
            access/actions/test_reading.py::TestSearch::test_internal_data_are_found_by_the_members_of_every_agency""",
        "| confidential |": "security/test_pages.py::TestDataset security/test_pages.py::TestDownload",
        "| secret |": """
            security/test_pages.py::TestDataset security/test_pages.py::TestDownload
            dictionary/actions/test_level_change.py::TestStorage::test_secret_bytes_are_refused_at_upload""",
        "| top secret |": """
            security/test_pages.py::TestDataset security/test_pages.py::TestDownload
            access/actions/test_requests.py::TestAsking""",
        "Grantees are persons or agencies": """
            access/actions/test_grants.py::TestGrant security/test_pages.py::TestDataset""",
        "A grant reaches the level of the day": """
            security/test_levels_in_time.py::TestRaising::test_a_grant_of_before_reaches_no_further""",
        "If the level is raised later": """
            security/test_levels_in_time.py::TestRaising::test_a_grant_of_before_reaches_no_further""",
        "Auditors are the members": """
            access/services/test_rights.py::TestReader::test_auditors_are_the_members_of_the_agency_that_the_option_names
            access/actions/test_reading.py::TestSearch
            security/test_pages.py::TestDataset""",
        "A reader of a description who may not read the data": """
            security/test_half_rights.py::TestRecords::test_a_description_has_nothing_to_prove_a_guess_by
            security/test_half_rights.py::TestQueries""",
        "A reader who may not know of a record": """
            security/test_pages.py::TestDataset security/test_actions.py::TestDataset
            security/test_changes.py::TestUpdate""",
        "An open dataset may hold a more closed file": """
            security/test_actions.py::TestFile
            access/actions/test_reading.py::TestPackageShow::test_a_more_closed_file_is_left_out_of_an_open_dataset""",
        "Everyone sees the dataset": """
            security/test_actions.py::TestFile
            access/actions/test_reading.py::TestPackageShow::test_a_more_closed_file_is_left_out_of_an_open_dataset""",
        "A draft is seen by the person who wrote it": """
            access/actions/test_reading.py::TestPackageShow::test_a_draft_is_for_who_wrote_it_and_the_editors
            security/test_actions.py::TestDataset""",
        "A secret draft is seen by": """
            access/actions/test_reading.py::TestPackageShow::test_a_draft_is_for_who_wrote_it_and_the_editors
            security/test_actions.py::TestDataset""",
        "Open data that is kept private": """
            security/test_pages.py::TestDataset security/test_pages.py::TestDump""",
    },
    "A column that is more closed than its file": {
        "The level of a column in a [data dictionary]": """
            dictionary/actions/test_column_level.py::TestPagesAndCalls
            dictionary/actions/test_column_level.py::TestTheDataFollow
            security/test_pages.py::TestDownload security/test_pages.py::TestDump
            security/test_pages.py::TestView security/test_actions.py::TestRows""",
        "Closed are the download": """
            dictionary/actions/test_column_level.py::TestPagesAndCalls
            dictionary/actions/test_column_level.py::TestTheDataFollow
            security/test_pages.py::TestDownload security/test_pages.py::TestDump
            security/test_pages.py::TestView security/test_actions.py::TestRows""",
        "Closed are also views": """
            dictionary/actions/test_column_level.py::TestPagesAndCalls
            dictionary/actions/test_column_level.py::TestTheDataFollow
            security/test_pages.py::TestDownload security/test_pages.py::TestDump
            security/test_pages.py::TestView security/test_actions.py::TestRows""",
        "The description stays as open as the file is": """
            dictionary/actions/test_column_level.py::TestTheDataFollow security/test_pages.py::TestFile
            dictionary/actions/test_column_level.py::TestPagesAndCalls""",
        "Example: an open file has one column ลับ": EXPLAINS,
        "Everybody sees its page": """
            security/test_pages.py::TestFile security/test_pages.py::TestDownload""",
        "Its data are for members of the agency": """
            security/test_pages.py::TestFile security/test_pages.py::TestDownload""",
        "It acts at once": "dictionary/actions/test_column_level.py::TestTheDataFollow",
        "It does not matter whether": "dictionary/actions/test_column_level.py::TestTheDataFollow",
        "The page says why": """
            dictionary/actions/test_column_level.py::TestPagesAndCalls::test_the_page_says_why_and_to_editors_what_to_do""",
        "An upload that has the column": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_with_the_column_into_an_opener_file_asks_for_one_of_two_ways""",
        "Upload a version without the column": EXPLAINS,
        "What cannot be looked into": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_that_cannot_be_looked_into_is_taken_for_one_with_the_column""",
        "The same holds where the dictionary": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_that_cannot_be_looked_into_is_taken_for_one_with_the_column""",
        "Data of a level that may not be stored here": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_of_bytes_that_may_not_be_here_at_all_is_refused
            dictionary/actions/test_column_level.py::TestAnUpload::test_a_column_of_such_a_level_is_refused_while_the_bytes_are_here""",
        "No such column is taken": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_of_bytes_that_may_not_be_here_at_all_is_refused
            dictionary/actions/test_column_level.py::TestAnUpload::test_a_column_of_such_a_level_is_refused_while_the_bytes_are_here""",
        "To open the data again": """
            dictionary/actions/test_column_level.py::TestAnUpload::test_without_the_column_is_taken_and_stays_closed
            dictionary/actions/test_column_level.py::TestALowerLevel::test_takes_two_by_whichever_way""",
        "That lowers a level, so it takes two": """
            dictionary/actions/test_column_level.py::TestALowerLevel
            access/actions/test_second_person.py::TestLowering""",
        "A lower level of the column, or deleting": """
            dictionary/actions/test_column_level.py::TestALowerLevel
            access/actions/test_second_person.py::TestLowering""",
        "Grants and requests for the file": """
            dictionary/actions/test_column_level.py::TestTheDataFollow::test_access_that_is_given_reaches_the_data
            dictionary/actions/test_column_level.py::TestTheDataFollow::test_so_does_access_that_is_asked_for""",
        "Example: call `bmagov_dictionary_update`": EXPLAINS,
        "The address of such a link is not indexed": """
            dictionary/actions/test_column_level.py::TestTheDataFollow::test_the_address_of_a_link_is_data
            security/test_half_rights.py::TestTheIndex""",
        "The next download by nobody": "dictionary/actions/test_column_level.py::TestPagesAndCalls",
        "Its dictionary (`bmagov_dictionary_show`)": """
            dictionary/actions/test_column_level.py::TestPagesAndCalls""",
    },
    "Lists, numbers, feeds": {
        "Search, tags, agencies, categories": """
            security/test_actions.py::TestSearch security/test_actions.py::TestTagList
            security/test_actions.py::TestDatasetAutocomplete security/test_counts.py::TestTagSearch
            security/test_counts.py::TestAgencyCounts security/test_counts.py::TestCategoryCounts
            security/test_counts.py::TestAgenciesBySize security/test_surfaces.py::TestHome""",
        "A tag that only hidden datasets have": """
            security/test_actions.py::TestTagList security/test_counts.py::TestTagSearch""",
        "An agency is ranked by": """
            security/test_counts.py::TestAgencyCounts security/test_counts.py::TestAgenciesBySize""",
        "The same for everybody, and only what is open": """
            security/test_counts.py::TestPackageList security/test_counts.py::TestResourceSearch
            security/test_counts.py::TestCustomFeed security/test_counts.py::TestCatalog
            security/test_counts.py::TestWholeCatalog
            security/test_counts.py::TestSitemap security/test_pages.py::TestFeed""",
        "They say nothing of a file": """
            security/test_counts.py::TestResourceSearch security/test_counts.py::TestCatalog
            security/test_pages.py::TestCatalog""",
        "A reader who is signed in finds": """
            security/test_counts.py::TestCatalog security/test_pages.py::TestCatalog""",
        "`/sitemap.xml` lists": "site/views/test_sitemap.py",
        "With more than 50,000 addresses": "site/views/test_sitemap.py",
        "The file `/robots.txt` points to it": "site/views/test_sitemap.py::test_robots_are_told_where_it_is",
        "It is made anew at each call": """
            security/test_levels_in_time.py::TestRaising::test_the_first_request_after_it_is_refused_everywhere""",
        "Do not let a proxy keep it": EXPLAINS,
        "The file of the whole catalog is made at night": EXPLAINS,
        "Who fetches it later gets it without": "exchange/dcat/test_dump.py::TestWhatWasClosedSince",
        "`format_autocomplete` and searches by words of a file": """
            security/test_actions.py::TestFormatAutocomplete
            security/test_actions.py::test_words_of_a_file_do_not_find_its_dataset_for_who_may_not_know_it""",
        "`status_show` tells": "security/test_counts.py::TestStatus",
    },
    "Pages, files, history": {
        "Every address and every call of the API": "security/test_completeness.py",
        "What the reader may not know of": """
            security/test_pages.py::TestDataset security/test_pages.py::TestFile
            security/test_actions.py::TestDataset security/test_actions.py::TestFile""",
        "A reader of the description who may not read the data gets 403": """
            security/test_half_rights.py::TestRecords::test_the_data_are_refused_and_not_denied""",
        "A file is found only below its own dataset": """
            security/test_gate.py::test_a_file_is_found_only_below_its_own_dataset
            security/test_pages.py::TestDownloadThroughAnother""",
        "Descriptions without data": "security/test_half_rights.py::TestRecords",
        "A small file can be guessed": EXPLAINS,
        "Its address is then": """
            security/test_half_rights.py::TestRecords::test_a_description_has_nothing_to_prove_a_guess_by""",
        "Editors and admins of the agency keep the address": """
            security/test_half_rights.py::TestRecords::test_who_keeps_a_record_loses_nothing_by_saving_it""",
        "Example: an auditor": EXPLAINS,
        "History: an entry shows": """
            security/test_half_rights.py::TestLists security/test_gate.py::TestRaised
            security/test_actions.py::TestActivity""",
        "The version it kept": """
            security/test_half_rights.py::TestTime security/test_actions.py::TestActivityData""",
        "Others get id, name and title of today": "security/test_half_rights.py::TestLists",
        "Files that are hidden are taken out of the version": """
            security/test_pages.py::TestHistoryOfHiddenFile security/test_actions.py::TestActivityWithData""",
        "A dataset without a level": "security/test_half_rights.py::TestWithoutALevel",
        "Lists are filled up": "security/test_gate.py::TestLists",
        "When a level or an owner changes": """
            security/test_gate.py::TestRaised::test_its_old_entries_have_the_labels_of_now
            access/actions/test_reading.py::TestMovingAndNaming::test_the_history_of_one_that_has_moved_is_for_its_new_agency""",
        "News by mail": """
            security/test_elsewhere.py::TestMails
            security/test_gate.py::TestLists::test_the_number_of_new_entries_is_that_of_the_list""",
        "Caches: an answer": "security/test_gate.py::TestCaches security/test_headers.py::TestEveryRoute",
        "What is open may be kept": """
            security/test_gate.py::TestCaches security/test_headers.py::TestEveryRoute""",
        "When a level is raised, the next request": """
            security/test_gate.py::TestRaised::test_the_next_request_is_refused
            security/test_levels_in_time.py::TestRaising""",
        "Files: below `/uploads/`": """
            security/test_gate.py::test_only_logos_and_portraits_are_served_from_the_storage""",
        "Whatever else lies in the storage folder": """
            security/test_gate.py::test_only_logos_and_portraits_are_served_from_the_storage""",
        "Forms of other websites": """
            security/test_forgery.py::test_no_address_takes_what_a_browser_sends_without_the_token""",
        "CKAN 2.12 stops asking for it": """
            security/test_forgery.py::test_who_needs_no_token_does_not_open_the_door_for_who_does""",
        "The errors of background tasks": """
            security/test_actions.py::TestTask
            security/test_gate.py::test_who_uploaded_is_for_who_may_change_the_dataset""",
        "The list `bmagov_data_event_list`": """
            security/test_gate.py::test_who_uploaded_is_for_who_may_change_the_dataset""",
        "A new page below": """
            security/test_completeness.py::test_every_page_has_a_row
            security/test_completeness.py::test_every_action_that_names_a_dataset_or_file_is_known_at_the_gate""",
        "A new action needs a line": """
            security/test_completeness.py::test_every_action_that_names_a_dataset_or_file_is_known_at_the_gate""",
        "Without it a test fails": """
            security/test_completeness.py::test_every_action_that_names_a_dataset_or_file_is_known_at_the_gate""",
    },
    "How it is kept": {
        "Search finds by labels": """
            access/domain/test_access.py::test_labels_decide_as_the_rules_do
            security/test_actions.py::TestSearch""",
        "A dataset carries the labels": """
            access/domain/test_access.py::test_labels_decide_as_the_rules_do
            security/test_actions.py::TestSearch""",
        "A grant that ends, or a person who leaves": """
            access/actions/test_reading.py::TestSearch::test_who_leaves_the_agency_finds_nothing_from_then_on_without_a_new_index
            access/actions/test_grants.py::TestGrant::test_it_ends_by_itself_at_the_end_of_its_last_day
            security/test_actions.py::TestSearch""",
        "What the index finds is looked up": """
            access/actions/test_reading.py::TestSearch::test_what_was_closed_behind_the_back_of_the_index_is_not_shown_nor_counted""",
        "An index that is behind": """
            security/test_levels_in_time.py::TestAnIndexThatIsBehind
            search/services/test_index.py::TestTransactions""",
        "Such a hit is left out": """
            security/test_levels_in_time.py::TestAnIndexThatIsBehind
            search/services/test_index.py::TestTransactions""",
        "What is only counted cannot be looked up": """
            security/test_levels_in_time.py::TestACommitThatFails
            search/services/test_index.py::TestTransactions""",
        "So a dataset is left out of searches": """
            security/test_levels_in_time.py::TestACommitThatFails
            search/services/test_index.py::TestTransactions""",
        "It stays out longer": """
            security/test_levels_in_time.py::TestACommitThatFails
            search/services/test_index.py::TestTransactions""",
        "The words of a closed file": """
            access/actions/test_reading.py::TestSearch::test_the_words_of_a_hidden_file_find_nothing_and_are_in_no_field""",
        "As long as somebody has a grant for a single file": """
            security/test_half_rights.py::TestQueries::test_who_may_read_one_file_finds_no_column_of_another""",
        "Whoever changes a dataset": "access/actions/test_reading.py::TestWriting",
        "An editor who may not is refused": """
            access/actions/test_reading.py::TestWriting security/test_changes.py::TestUpdate""",
        "`private` is true for everything above open": "metadata/validators/test_dataset.py::TestPrivacy",
        "A dataset moves to another agency only": """
            access/actions/test_reading.py::TestMovingAndNaming::test_a_dataset_moves_only_by_who_is_admin_of_both_agencies""",
        "A dataset above open that is given no name": """
            access/actions/test_reading.py::TestMovingAndNaming::test_a_closed_dataset_gets_a_name_that_nobody_guesses""",
        "A name that is taken is refused": """
            security/test_bad_metadata.py::test_row_31_a_name_taken_by_a_hidden_dataset_is_taken_in_the_same_words""",
        "So a telling name of a secret dataset": EXPLAINS,
        "The address of data is in the index only": """
            security/test_half_rights.py::TestTheIndex security/test_half_rights.py::TestQueries""",
        "So no filter, facet or order": """
            security/test_half_rights.py::TestTheIndex security/test_half_rights.py::TestQueries""",
        "`fl=res_url` gives none": """
            access/actions/test_reading.py::TestSearch::test_the_address_of_linked_data_is_in_no_field_for_who_may_not_read_them""",
        "A search that names what the index keeps": """
            security/test_half_rights.py::TestQueries::test_nobody_asks_for_what_the_index_keeps_for_the_site""",
        "Lists of datasets inside a change": """
            security/test_half_rights.py::TestWritesThatAnswer
            kpi/evidence/schema/test_workspace.py::TestDocuments::test_what_may_not_be_known_is_left_out_of_a_list_like_what_is_absent""",
        "When this version is installed over an older one": EXPLAINS,
        "Until then the log says": """
            site/hooks/test_startup.py::TestSolr::test_an_index_of_an_earlier_version_is_told_with_the_remedy
            metadata/cli/test_classification.py::test_an_index_of_an_earlier_version_is_told""",
        "Then run `reconcile`": """
            metadata/cli/test_classification.py::test_a_history_from_before_levels_gets_the_labels_of_now""",
        "More: [search]": EXPLAINS,
    },
    "No form walked around": {
        "Type: every record": "security/test_foreign_records.py::TestWriting",
        "Any other `type` in a call": """
            security/test_foreign_records.py::TestWriting::test_a_type_that_is_none_is_refused_by_its_name""",
        "Source records of ckanext-harvest": """
            security/test_foreign_records.py::TestWriting::test_no_writing_action_makes_a_record_of_another_type""",
        "Levels, below every form": "access/services/test_level_guard.py::TestLevels",
        "A lower level of a dataset or file that was ever published": """
            access/services/test_level_guard.py::TestLevels
            access/services/test_level_guard.py::TestWhatElseOpens""",
        "So are closed data made public": """
            access/services/test_level_guard.py::TestLevels
            access/services/test_level_guard.py::TestWhatElseOpens""",
        "Nothing of the transaction is stored": """
            access/services/test_level_guard.py::TestLevels
            access/services/test_level_guard.py::TestWhatElseOpens""",
        "It sees a file that comes back": """
            access/services/test_level_guard.py::TestFiles
            access/services/test_level_guard.py::TestLevels::test_through_a_new_record_under_the_same_id""",
        "A file that was deleted comes back": "access/services/test_level_guard.py::TestFiles",
        "Statements of plain SQL text are not seen": EXPLAINS,
        "Approval of a proposal": "access/services/test_level_guard.py::TestApproval",
        "No parameter and no context": """
            access/services/test_level_guard.py::TestApproval::test_nothing_in_a_context_is_one""",
        "A program that must lower levels": EXPLAINS,
        "Keys: a level that comes under another name": """
            security/test_level_keys.py::TestDatasets security/test_level_keys.py::TestFiles
            security/test_level_keys.py::TestColumns""",
        "The right names are": """
            security/test_level_keys.py::TestDatasets security/test_level_keys.py::TestFiles
            security/test_level_keys.py::TestColumns""",
        "An agency has no level": "security/test_level_keys.py::TestAgencies",
        "A key that was stored long ago": "security/test_level_keys.py::TestWhatWasStored",
        "What is there already": "security/test_foreign_records.py::TestReading",
        "Its next save makes it one": "security/test_foreign_records.py::TestBecomingADataset",
    },
}

PROMISES["docs/access.md"] = {
    "Access: who sees what, and how that changes": {
        "Levels and the policy behind them": EXPLAINS,
        "The page `/classification`": "access/views/test_sharing.py::TestPolicyPage",
        "The footer and the level": """
            access/views/test_sharing.py::TestPolicyPage::test_the_footer_and_the_level_of_a_dataset_lead_to_it""",
        "Officials read this in Thai": EXPLAINS,
    },
    "Why something is closed": {
        "The page of a dataset or file above open says why": "access/views/test_sharing.py::TestBanner",
        "A reader who may read the description": """
            access/views/test_sharing.py::TestBanner::test_readers_without_the_data_are_told_why_and_whom_to_ask""",
        'Editors also find "ใครเห็นอะไร"': """
            access/views/test_sharing.py::TestBanner::test_editors_see_who_sees_what
            access/views/test_sharing.py::TestBanner::test_of_each_more_closed_file_too""",
    },
    "Access by name": {
        "The tab สิทธิ์การเข้าถึง": """
            access/views/test_sharing.py::TestTab
            security/test_access.py::TestAccessPage""",
        "There access is given and taken back": """
            access/views/test_sharing.py::TestTab::test_access_is_given_and_taken_back""",
        "The policy says who of the owner": """
            access/actions/test_grants.py::TestWhoMay access/actions/test_grants.py::TestBadInput
            security/test_access.py::TestGiving""",
        "Access is given to a person or to an agency": "access/actions/test_grants.py::TestGrant",
        "It ends by itself": """
            access/actions/test_grants.py::TestGrant::test_it_ends_by_itself_at_the_end_of_its_last_day
            access/actions/test_grants.py::TestGrant::test_taking_it_back_acts_at_once_and_stays_on_record""",
        "It can be given again": """
            access/actions/test_grants.py::TestGrant::test_it_ends_by_itself_at_the_end_of_its_last_day""",
        "A grant reaches the level of the day": """
            security/test_levels_in_time.py::TestRaising::test_a_grant_of_before_reaches_no_further
            access/actions/test_grants.py::TestGrant::test_everyone_lists_the_access_they_have_themselves""",
        "When the level is raised above it": """
            security/test_levels_in_time.py::TestRaising::test_a_grant_of_before_reaches_no_further
            access/actions/test_grants.py::TestGrant::test_everyone_lists_the_access_they_have_themselves""",
        "Nobody gives access to themselves": """
            access/actions/test_grants.py::TestBadInput::test_nobody_gives_access_to_themselves""",
        "| action |": EXPLAINS,
        "| `bmagov_grant_create` |": """
            security/test_access.py::TestGiving
            access/actions/test_grants.py::TestWhoMay""",
        "| `bmagov_grant_list` |": """
            security/test_access.py::TestGrants security/test_access.py::TestGrantsOfFile
            access/actions/test_grants.py::TestGrant::test_everyone_lists_the_access_they_have_themselves""",
        "| `bmagov_grant_revoke` |": """
            security/test_access.py::TestTakingBack
            access/actions/test_grants.py::TestGrant::test_taking_it_back_acts_at_once_and_stays_on_record""",
        "Codes:": """
            access/actions/test_grants.py::TestBadInput
            access/actions/test_second_person.py::TestAccess""",
        "Example: give the account": EXPLAINS,
    },
    "Requests": {
        "A reader who may know that something exists": """
            access/actions/test_requests.py::TestAsking access/views/test_sharing.py::TestRequests
            security/test_access.py::TestAsking""",
        "Those of the owner who may give access answer": "access/actions/test_requests.py::TestAnswering",
        "To grant the request": """
            access/actions/test_requests.py::TestAnswering::test_granting_opens_it_at_once""",
        "Both sides find everything": """
            access/views/test_sharing.py::TestRequests
            access/actions/test_requests.py::TestAsking::test_who_may_know_of_data_but_not_read_them_asks_the_owner
            access/actions/test_requests.py::TestAnswering::test_granting_opens_it_at_once""",
        "A mail with number and link": """
            access/actions/test_requests.py::TestAsking::test_who_may_know_of_data_but_not_read_them_asks_the_owner
            access/actions/test_requests.py::TestAnswering::test_granting_opens_it_at_once""",
        "A mail that cannot be sent": """
            access/actions/test_requests.py::TestAsking::test_a_mail_server_that_is_down_undoes_nothing""",
        "One request of a person": """
            access/actions/test_requests.py::TestAsking::test_asking_twice_is_refused_until_it_is_answered
            access/actions/test_requests.py::TestAnswering access/views/test_sharing.py::TestRequests""",
        "Of two answers in the same moment": """
            access/actions/test_requests.py::TestAnswering::test_the_second_answer_is_told_that_somebody_was_faster
            access/actions/test_requests.py::TestAnswering::test_of_two_answers_in_the_same_moment_one_is_undone""",
        "| action |": EXPLAINS,
        "| `bmagov_access_request_create` |": "security/test_access.py::TestAsking",
        "| `bmagov_access_request_list` |": """
            security/test_access.py::TestRequests access/actions/test_requests.py::TestWhoSeesIt""",
        "| `bmagov_access_request_show` |": "access/actions/test_requests.py::TestWhoSeesIt",
        "| `bmagov_access_request_answer` |": """
            security/test_access.py::TestAnsweringRequest
            access/actions/test_requests.py::TestAnswering::test_the_owner_may_give_less_time""",
        "| `bmagov_access_request_withdraw` |": "security/test_access.py::TestWithdrawingRequest",
    },
    "A higher level, a lower level": {
        "Raising a level acts at once": "security/test_levels_in_time.py::TestRaising",
        "Lowering one": """
            dictionary/actions/test_level_change.py::TestTheGate
            access/services/test_level_guard.py::TestLevels""",
        "The form then saves everything else": "access/views/test_sharing.py::TestLoweringOnTheForm",
        "Category and licence wait": "access/views/test_sharing.py::TestLoweringOnTheForm",
        "The policy says who may approve": "dictionary/actions/test_level_change.py::TestApproval",
        "The person who proposed the level": """
            dictionary/actions/test_level_change.py::TestApproval::test_nobody_approves_their_own""",
        "Approval sets the level in the same transaction": """
            dictionary/actions/test_level_change.py::TestApproval::test_a_second_person_lowers_it_in_one_step
            dictionary/actions/test_level_change.py::TestApproval::test_an_approval_that_cannot_be_saved_leaves_the_proposal_open""",
        "If the level has changed meanwhile": """
            dictionary/actions/test_level_change.py::TestApproval::test_a_proposal_about_another_level_is_refused""",
        "A draft that was never published": """
            dictionary/actions/test_level_change.py::TestTheGate::test_a_draft_that_was_never_published_is_free""",
        "| action |": EXPLAINS,
        "| `bmagov_level_change_propose` |": """
            security/test_access.py::TestProposing security/test_access.py::TestProposingForFile""",
        "| `bmagov_level_change_list` |": "security/test_access.py::TestProposals",
        "| `bmagov_level_change_show` |": """
            security/test_access.py::TestProposal
            dictionary/actions/test_level_change.py::TestApproval::test_refusal_changes_nothing_and_is_kept""",
        "| `bmagov_level_change_answer` |": "security/test_access.py::TestAnsweringProposal",
        "| `bmagov_level_change_withdraw` |": """
            dictionary/actions/test_level_change.py::TestProposing::test_one_is_open_at_a_time_and_can_be_taken_back""",
        "A lower level of columns": "dictionary/actions/test_column_level.py::TestALowerLevel",
        "The first save is refused": "dictionary/actions/test_column_level.py::TestALowerLevel",
        "A column that is left out": "dictionary/actions/test_column_level.py::TestALowerLevel",
        "A second person who may approve it": "dictionary/actions/test_column_level.py::TestALowerLevel",
        "Save the rest (names, types)": EXPLAINS,
        "Bytes of levels that the policy keeps out": "dictionary/actions/test_level_change.py::TestStorage",
        "They also keep a level from being raised": """
            dictionary/actions/test_level_change.py::TestStorage::test_bytes_keep_a_level_from_being_raised_and_the_way_out_is_told""",
        "First delete the file and its table": """
            dictionary/actions/test_level_change.py::TestStorage::test_bytes_keep_a_level_from_being_raised_and_the_way_out_is_told""",
    },
    "Invited accounts": {
        "A second account of one's own": EXPLAINS,
        "So an account that no system administrator invited": """
            access/actions/test_second_person.py::TestLowering
            access/actions/test_second_person.py::TestAccess
            kpi/register/actions/test_obligation.py::TestAgreement::test_an_account_that_was_invited_a_moment_ago_does_not_confirm
            kpi/register/actions/test_system_link.py::TestConfirming::test_nor_does_an_account_that_was_invited_a_moment_ago
            kpi/evidence/schema/test_workspace.py::TestOwnWords::test_an_account_that_was_invited_a_moment_ago_judges_nothing
            kpi/round/actions/test_round.py::TestRound::test_an_account_that_was_invited_a_moment_ago_signs_nothing_off""",
        "Until then it cannot": """
            access/actions/test_second_person.py::TestLowering
            access/actions/test_second_person.py::TestAccess
            kpi/register/actions/test_obligation.py::TestAgreement::test_an_account_that_was_invited_a_moment_ago_does_not_confirm
            kpi/register/actions/test_system_link.py::TestConfirming::test_nor_does_an_account_that_was_invited_a_moment_ago
            kpi/evidence/schema/test_workspace.py::TestOwnWords::test_an_account_that_was_invited_a_moment_ago_judges_nothing
            kpi/round/actions/test_round.py::TestRound::test_an_account_that_was_invited_a_moment_ago_signs_nothing_off""",
        "approve a lower level": "access/actions/test_second_person.py::TestLowering",
        "give access, by itself": "access/actions/test_second_person.py::TestAccess",
        "confirm a duty": """
            kpi/register/actions/test_obligation.py::TestAgreement::test_an_account_that_was_invited_a_moment_ago_does_not_confirm
            kpi/register/actions/test_system_link.py::TestConfirming::test_nor_does_an_account_that_was_invited_a_moment_ago""",
        "judge a proposed database": """
            kpi/evidence/schema/test_workspace.py::TestOwnWords::test_an_account_that_was_invited_a_moment_ago_judges_nothing""",
        "take a step of a round": """
            kpi/round/actions/test_round.py::TestRound::test_an_account_that_was_invited_a_moment_ago_signs_nothing_off""",
        "For as long, the account does not count": """
            access/actions/test_second_person.py::TestLowering::test_the_inviter_cannot_approve_what_the_invited_proposed
            access/actions/test_second_person.py::TestLowering::test_of_columns_neither_answered_nor_saved_again_by_the_invited
            access/actions/test_second_person.py::TestAccess::test_the_inviter_gives_the_invited_no_access""",
        "What one of them began": """
            access/actions/test_second_person.py::TestLowering::test_the_inviter_cannot_approve_what_the_invited_proposed
            access/actions/test_second_person.py::TestLowering::test_of_columns_neither_answered_nor_saved_again_by_the_invited
            access/actions/test_second_person.py::TestAccess::test_the_inviter_gives_the_invited_no_access""",
        "After that they do": """
            access/actions/test_second_person.py::TestLowering::test_the_invited_admin_cannot_approve_until_the_day_that_is_told""",
        "To refuse a lower level or a request": """
            access/actions/test_second_person.py::TestLowering::test_to_refuse_is_always_possible""",
        "Pages say from which day": "access/actions/test_second_person.py::test_the_page_says_from_which_day",
        "Accounts that a system administrator made": "access/actions/test_second_person.py::TestInvitations",
        "Accounts whose owners registered": """
            access/actions/test_second_person.py::TestInvitations::test_who_registers_waits""",
        "Codes:": "access/actions/test_second_person.py::TestLowering accounts/domain/test_standing.py",
        "Both names stand in the log": """
            access/actions/test_second_person.py::TestInvitations::test_both_names_stand_in_the_log_and_the_account_waits""",
        "`user_invite` and `user_create`": EXPLAINS,
        "An invitation to a mail address": """
            access/actions/test_second_person.py::TestInvitations::test_an_account_that_is_there_becomes_a_member_and_does_not_wait
            security/test_enumeration.py::test_who_invites_learns_nothing_by_the_answer""",
        "The answer (`id`, `name`, `email`)": """
            security/test_enumeration.py::test_who_invites_learns_nothing_by_the_answer""",
    },
    "Which level?": {
        "Above category and level": "access/views/test_sharing.py::TestQuestionsOnTheForm",
        "It proposes both": "access/views/test_sharing.py::TestQuestionsOnTheForm",
        "Questions and proposals are data": EXPLAINS,
        "What a level does": """
            access/views/test_sharing.py::TestQuestionsOnTheForm::test_what_a_level_does_stands_below_it""",
    },
    "The logs": {
        "Every change of a level": """
            access/services/test_level_log.py::TestChanges
            access/actions/test_grants.py::TestGrant::test_taking_it_back_acts_at_once_and_stays_on_record
            access/actions/test_requests.py::TestAnswering::test_every_step_stands_in_the_log
            dictionary/actions/test_level_change.py::TestApproval::test_every_step_stands_in_the_log""",
        "So does every grant": """
            access/actions/test_grants.py::TestGrant::test_taking_it_back_acts_at_once_and_stays_on_record
            access/actions/test_requests.py::TestAnswering::test_every_step_stands_in_the_log
            dictionary/actions/test_level_change.py::TestApproval::test_every_step_stands_in_the_log""",
        "So does the level at which a dataset is first published": """
            access/services/test_level_log.py::TestPublishing""",
        "Reads of data of the levels": "access/views/test_sharing.py::TestReads",
        "`/access/log` shows both": """
            access/views/test_sharing.py::TestLog security/test_access.py::TestLogPage
            security/test_access.py::TestLogFile security/test_access.py::TestLogOfReads""",
        "Administrators of agencies see": """
            access/views/test_sharing.py::TestLog security/test_access.py::TestLogPage
            security/test_access.py::TestLogOfReads""",
        "Titles and reasons are shown": """
            access/views/test_sharing.py::TestLog security/test_access.py::TestLogPage
            security/test_access.py::TestLogOfReads""",
        "The action is `bmagov_access_log_list`": "security/test_access.py::TestLog",
    },
    "Nobody can change them unseen": {
        "Decisions stand in": """
            base/services/test_audit_log.py::TestAppend::test_the_two_logs_are_chains_of_their_own""",
        "Each entry holds the digest": "base/services/test_audit_log.py::TestAppend",
        "The database refuses UPDATE": "base/services/test_audit_log.py::TestDatabase",
        "The owner of the tables could": "base/services/test_audit_log.py::TestVerify",
        "names the first entry": """
            base/services/test_audit_log.py::TestVerify
            base/services/test_audit_log.py::TestCommand::test_it_names_the_first_broken_entry""",
        "For whole logs it prints": """
            base/services/test_audit_log.py::TestCommand::test_it_tells_length_and_head_to_be_noted""",
        "Note them outside the database": """
            base/services/test_audit_log.py::TestVerify::test_a_cut_end_shows_by_the_noted_head""",
        "Entries cut off the end": """
            base/services/test_audit_log.py::TestVerify::test_a_cut_end_shows_by_the_noted_head""",
    },
}
