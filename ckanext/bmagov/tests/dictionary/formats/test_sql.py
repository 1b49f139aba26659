"""Definitions as the four databases write them out."""

from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary.domain.spec import Reference
from ckanext.bmagov.dictionary.formats import DictionaryFileError, read_dictionary

POSTGRESQL = """
CREATE TYPE public.mood AS ENUM ('ดี', 'แย่');
CREATE TABLE public.districts (
    code character(4) NOT NULL,
    name character varying(100) NOT NULL,
    kind text DEFAULT 'inner'::text,
    area numeric(10,3),
    mood public.mood,
    tags text[],
    updated timestamp(6) without time zone DEFAULT now(),
    CONSTRAINT kind_check CHECK (((kind)::text = ANY ((ARRAY['inner'::character varying,
        'outer'::character varying])::text[]))),
    CONSTRAINT area_check CHECK (((area >= (0)::numeric) AND (area <= 500.5)))
);
COMMENT ON TABLE public.districts IS 'เขตของกรุงเทพมหานคร';
COMMENT ON COLUMN public.districts.name IS 'ชื่อเขต; it''s here';
CREATE TABLE people (id bigserial PRIMARY KEY, district char(4) REFERENCES districts, chief int8);
ALTER TABLE ONLY public.districts ADD CONSTRAINT districts_pkey PRIMARY KEY (code);
ALTER TABLE ONLY people ADD CONSTRAINT fk FOREIGN KEY (chief) REFERENCES people(id) ON DELETE CASCADE;
CREATE UNIQUE INDEX by_name ON public.districts USING btree (name);
CREATE FUNCTION f() RETURNS void AS $$ BEGIN; DELETE FROM x; END $$ LANGUAGE plpgsql;
"""

MYSQL = r"""
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `ร้านค้า`;
CREATE TABLE `ร้านค้า` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT COMMENT 'เลขที่',
  `สถานะ` enum('เปิด','ปิด') DEFAULT 'เปิด' COMMENT 'สถานะ\nเปิดหรือปิด, ตามใบอนุญาต',
  `ok` tinyint(1) NOT NULL DEFAULT '1',
  `money` decimal(12,2) DEFAULT NULL,
  `note` varchar(50) CHARACTER SET utf8 COLLATE utf8_thai_520_w2 DEFAULT 'it\'s; here',
  PRIMARY KEY (`id`),
  UNIQUE KEY `u` (`note`),
  KEY `k` (`money`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8 COMMENT='ร้านค้าแผงลอย';
"""

ORACLE = """
CREATE TABLE "CITY"."PERMIT"
   (  "PERMIT_ID" NUMBER(10,0) NOT NULL ENABLE,
  "OWNER_NAME" VARCHAR2(200 CHAR) DEFAULT 'ไม่ระบุ',
  "FEE" NUMBER(12,2), "ISSUED" DATE, "BODY" CLOB,
   CONSTRAINT "PK_PERMIT" PRIMARY KEY ("PERMIT_ID") USING INDEX ENABLE,
   CONSTRAINT "CK" CHECK (FEE BETWEEN 0 AND 1000) ENABLE
   ) SEGMENT CREATION IMMEDIATE TABLESPACE "USERS"
/
COMMENT ON COLUMN "CITY"."PERMIT"."FEE" IS 'ค่าธรรมเนียม (บาท)'
/
"""

SQLSERVER = """
CREATE TABLE [dbo].[Trees](
  [TreeId] [int] IDENTITY(1,1) NOT NULL,
  [Name] [nvarchar](100) NULL,
  [Note] [nvarchar](max) NULL,
  [Height] [decimal](5, 2) NULL,
  [Seen] [datetime2](7) NOT NULL,
 CONSTRAINT [PK_Trees] PRIMARY KEY CLUSTERED ([TreeId] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
ALTER TABLE [dbo].[Trees] WITH CHECK ADD CONSTRAINT [FK]
FOREIGN KEY([Name]) REFERENCES [dbo].[Kinds] ([KindName])
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'ความสูง' ,
 @level0type=N'SCHEMA',@level0name=N'dbo',
 @level1type=N'TABLE',@level1name=N'Trees', @level2type=N'COLUMN',@level2name=N'Height'
GO
EXEC sp_addextendedproperty 'MS_Description', N'ต้นไม้', 'SCHEMA', 'dbo', 'TABLE', 'Trees', 'COLUMN', 'Name'
"""


def read(text: str):
    found = read_dictionary(text.encode())
    assert found.codec == "sql"
    assert not found.errors, found.findings
    return found


def columns(found, table: int = 0):
    return {column.name: column for column in found.dictionary.tables[table].columns}


def test_a_dump_of_postgresql():
    found = read(POSTGRESQL)
    districts, people = columns(found), columns(found, 1)
    assert found.dictionary.tables[0].description == "เขตของกรุงเทพมหานคร"
    assert districts["code"].primary_key
    assert (districts["name"].size, districts["name"].required, districts["name"].unique) == (100, True, True)
    assert districts["name"].description == "ชื่อเขต; it's here"
    assert [item.value for item in districts["kind"].allowed] == ["inner", "outer"]
    assert (districts["area"].size, districts["area"].decimals) == (10, 3)
    assert (districts["area"].minimum, districts["area"].maximum) == ("0", "500.5")
    assert [item.value for item in districts["mood"].allowed] == ["ดี", "แย่"]
    assert (districts["tags"].type, districts["updated"].type) == ("json", "datetime")
    assert people["district"].references == Reference("districts", "code")
    assert people["chief"].references == Reference("", "id")
    assert people["id"].type == "integer"
    assert found.lines["districts", 1] == 4


def test_a_dump_of_mysql():
    found = read(MYSQL)
    shops = columns(found)
    assert found.dictionary.tables[0].name == "ร้านค้า"
    assert found.dictionary.tables[0].description == "ร้านค้าแผงลอย"
    assert (shops["id"].type, shops["id"].primary_key, shops["id"].description) == ("integer", True, "เลขที่")
    assert (shops["สถานะ"].label_th, shops["สถานะ"].description) == ("สถานะ", "เปิดหรือปิด, ตามใบอนุญาต")
    assert [item.value for item in shops["สถานะ"].allowed] == ["เปิด", "ปิด"]
    assert shops["ok"].type == "boolean"
    assert shops["note"].unique
    assert list(shops) == ["id", "สถานะ", "ok", "money", "note"]


def test_a_script_of_oracle():
    found = read(ORACLE)
    permit = columns(found)
    assert permit["PERMIT_ID"].primary_key
    assert (permit["PERMIT_ID"].type, permit["PERMIT_ID"].size) == ("integer", 10)
    assert (permit["OWNER_NAME"].type, permit["OWNER_NAME"].size) == ("text", 200)
    assert (permit["FEE"].minimum, permit["FEE"].maximum) == ("0", "1000")
    assert permit["FEE"].description == "ค่าธรรมเนียม (บาท)"


def test_a_script_of_sql_server():
    found = read(SQLSERVER)
    trees = columns(found)
    assert trees["TreeId"].primary_key
    assert trees["Name"].references == Reference("Kinds", "KindName")
    assert (trees["Height"].description, trees["Name"].description) == ("ความสูง", "ต้นไม้")
    assert (trees["Height"].size, trees["Height"].decimals, trees["Seen"].required) == (5, 2, True)
    assert trees["Note"].type == "text"


def test_a_comment_beside_a_column_describes_it():
    found = columns(read("create table t (\n a int, -- จำนวนคน\n b text /* ชื่อ */\n);"))
    assert (found["a"].description, found["b"].description) == ("จำนวนคน", "ชื่อ")


def test_a_column_may_be_called_key():
    assert list(columns(read("create table t (key text, value int, unique (key))"))) == ["key", "value"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("create table t (a text default 'x);", "SQL-QUOTE"),
        ("create table t (a text, (b", "SQL-BRACKET"),
        ("create table t as select 1;", "SQL-NO-TABLE"),
        ("create table t ()", "NO-ROWS"),
    ],
)
def test_bad_sql_is_told(text: str, code: str):
    with pytest.raises(DictionaryFileError) as caught:
        read_dictionary(text.encode(), "sql")
    assert caught.value.code == code


def test_what_a_dictionary_cannot_hold_is_told():
    found = read("create table t (a int, b int, check (a > b or b is null), unique (a, b))")
    assert {finding.code for finding in found.findings} == {"SQL-CHECK", "SQL-UNIQUE-COMPOSITE"}


def names(text: str, table: int = 0) -> list[str]:
    found = read_dictionary(text.encode(), "sql")
    return [column.name for column in found.dictionary.tables[table].columns]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("id int, tags text[] DEFAULT ARRAY['a'::text, 'b'::text], n text", ["id", "tags", "n"]),
        ("a int[] DEFAULT ARRAY[1, 2, 3], b int", ["a", "b"]),
        (
            "a int[3] DEFAULT '{1,2,3}', b text[] DEFAULT ARRAY[ARRAY['x', 'y']::text[], NULL], c int",
            [*"abc"],
        ),
        ("a text CHECK (a = ANY (ARRAY['x'::text, 'y'::text])), b int", ["a", "b"]),
        ("รหัสที่ตั้ง int, ชื่อ text", ["รหัสที่ตั้ง", "ชื่อ"]),
    ],
)
def test_commas_within_brackets_make_no_column(text: str, wanted: list[str]):
    assert names(f"CREATE TABLE public.t ({text});") == wanted


ADDED = "CREATE TABLE t (a int); "


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE t ADD COLUMN b varchar(20) NOT NULL",
        "ALTER TABLE ONLY public.t ADD b varchar(20) NOT NULL",
        "ALTER TABLE IF EXISTS t ADD COLUMN IF NOT EXISTS b character varying(20) NOT NULL",
        "ALTER TABLE T ADD (b VARCHAR2(20) NOT NULL)",
        "ALTER TABLE t ADD COLUMN b int; ALTER TABLE t MODIFY COLUMN b varchar(20) NOT NULL",
        "ALTER TABLE t ADD x int; ALTER TABLE t CHANGE x b varchar(20) NOT NULL",
        "ALTER TABLE t ADD b int, ALTER COLUMN b TYPE varchar(20), ALTER b SET NOT NULL",
        "ALTER TABLE t ADD b text; ALTER TABLE t ALTER COLUMN b SET DATA TYPE varchar(20) USING b::text;"
        " ALTER TABLE t ALTER b SET NOT NULL",
        "ALTER TABLE t ADD b int; ALTER TABLE [dbo].[t] ALTER COLUMN [b] nvarchar(20) NOT NULL",
        "ALTER TABLE t ADD x varchar(20) NOT NULL; ALTER TABLE t RENAME COLUMN x TO b",
        "ALTER TABLE t ADD b varchar(20) NOT NULL, ADD c int; ALTER TABLE t DROP COLUMN c",
        "ALTER TABLE t ADD b varchar(20) NOT NULL; ALTER TABLE t DROP COLUMN IF EXISTS z CASCADE",
    ],
)
def test_a_column_that_is_added_or_changed_later_is_there(change: str):
    found = read_dictionary((ADDED + change + ";").encode(), "sql")
    (table,) = found.dictionary.tables
    assert [column.name for column in table.columns] == ["a", "b"]
    assert (table.columns[1].type, table.columns[1].size, table.columns[1].required) == ("text", 20, True)
    assert [finding.code for finding in found.findings] == []


def test_several_changes_of_one_statement_are_all_taken():
    text = (
        "CREATE TABLE p (id int); CREATE TABLE t (a int, b int, c int);"
        "ALTER TABLE `t` ADD PRIMARY KEY (`a`), ADD UNIQUE KEY `u` (`b`), ADD KEY `k` (`c`),"
        " ADD CONSTRAINT `f` FOREIGN KEY (`c`) REFERENCES `p` (`id`);"
        "ALTER TABLE `t` MODIFY `a` int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=4;"
    )
    found = read_dictionary(text.encode(), "sql")
    a, b, c = found.dictionary.tables[1].columns
    assert (a.primary_key, a.required, b.unique, str(c.references)) == (True, True, True, "p.id")
    assert found.findings == ()


def test_two_columns_added_in_sql_servers_way():
    text = "CREATE TABLE [t] ([a] int); ALTER TABLE [t] ADD [b] nvarchar(20), [c] int;"
    assert names(text) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "change",
    [
        "OWNER TO admin",
        "ALTER COLUMN a SET DEFAULT nextval('t_a_seq'::regclass)",
        "ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME s START WITH 1)",
        "ALTER COLUMN a SET STATISTICS 100",
        "ENABLE ROW LEVEL SECURITY",
        "CLUSTER ON t_pkey",
        "REPLICA IDENTITY FULL",
        "WITH CHECK CHECK CONSTRAINT c",
        "ADD CONSTRAINT d DEFAULT (0) FOR a",
        "ADD DEFAULT (0) FOR a",
    ],
)
def test_what_says_nothing_of_columns_is_passed_over(change: str):
    found = read_dictionary(f"{ADDED} ALTER TABLE t {change};".encode(), "sql")
    assert [column.name for column in found.dictionary.tables[0].columns] == ["a"]
    assert found.findings == ()


@pytest.mark.parametrize(
    "change",
    ["t DROP COLUMN nothing", "t MODIFY nothing int", "t FLY TO moon", "other ADD COLUMN b int",
     "t DROP CONSTRAINT t_pkey", "t RENAME COLUMN nothing TO b"],
)  # fmt: skip
def test_a_change_that_is_not_understood_is_told(change: str):
    found = read_dictionary(f"{ADDED} ALTER TABLE {change};".encode(), "sql")
    (finding,) = found.findings
    assert (finding.code, finding.warning) == ("SQL-ALTER", True)


def test_a_table_that_gets_another_name_keeps_its_columns():
    text = f"{ADDED} ALTER TABLE t RENAME TO people; COMMENT ON COLUMN people.a IS 'Count';"
    (table,) = read_dictionary(text.encode(), "sql").dictionary.tables
    assert (table.name, table.columns[0].description) == ("people", "Count")


@pytest.mark.parametrize(
    ("text", "code"), [("/* a", "SQL-QUOTE"), ("CREATE TABLE t (a int) /*", "SQL-QUOTE")]
)
def test_a_comment_that_is_never_closed_is_told(text: str, code: str):
    with pytest.raises(DictionaryFileError, match=code):
        read_dictionary(text.encode(), "sql")


@pytest.mark.parametrize(
    ("check", "allowed", "kind"),
    [
        ("a IN ('x', 'y') OR a IS NULL", ["x", "y"], "text"),
        ("(a IS NULL) OR (a IN ('x'))", ["x"], "text"),
        ("JSON_VALID(a)", [], "json"),
        ("isjson([a]) = (1)", [], "json"),
    ],
)
def test_a_check_that_lets_nothing_stand_is_the_same_check(check: str, allowed: list[str], kind: str):
    column = columns(read(f"CREATE TABLE [t] (a varchar(9), CHECK ({check}));"))["a"]
    assert ([item.value for item in column.allowed], column.type) == (allowed, kind)


@pytest.mark.parametrize(
    "check", ["a = 1 OR b IS NULL", "a = 1 OR a = 2", "json_valid(a, b)", "isjson(a) = 0"]
)
def test_a_check_that_says_more_is_told(check: str):
    found = read_dictionary(f"CREATE TABLE t (a int, b int, CHECK ({check}));".encode(), "sql")
    assert [finding.code for finding in found.findings] == ["SQL-CHECK"]


def test_a_type_of_an_own_name_is_what_it_stands_for():
    text = (
        "CREATE DOMAIN public.cid AS character varying(13) CHECK (VALUE ~ '^[0-9]{13}$');"
        "CREATE TYPE dbo.Money2 FROM decimal(9, 2) NOT NULL; CREATE TYPE mood AS ENUM ('x');"
        "CREATE TABLE t (a public.cid, b dbo.Money2, c public.citext, d public.unheard);"
    )
    found = read_dictionary(text.encode(), "sql")
    a, b, c, d = found.dictionary.tables[0].columns
    assert (a.type, a.size, b.type, b.size, b.decimals) == ("text", 13, "number", 9, 2)
    assert (c.type, d.type) == ("text", "")
    assert [finding.params["typed"] for finding in found.findings] == ["public.unheard"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a int);\nCOPY t (a) FROM stdin;\nit's\n\"\n\\.\nCREATE TABLE u (b int);",
        "\\connect city\nCREATE TABLE t (a int);\n\\restrict it's\nCREATE TABLE u (b int);",
        "CREATE TABLE t (a int);\r\nCOPY t FROM STDIN WITH ();\r\n'\r\n\\.\r\nCREATE TABLE u (b int);",
    ],
)
def test_what_only_psql_takes_is_no_sql(text: str):
    found = read(text)
    assert [table.name for table in found.dictionary.tables] == ["t", "u"]
    assert found.lines["u", 1] == text.count("\n") + 1


def test_rows_without_an_end_are_read_as_sql():
    with pytest.raises(DictionaryFileError, match="SQL-QUOTE"):
        read_dictionary(b"CREATE TABLE t (a int);\nCOPY t FROM stdin;\nit's\n\\c x", "sql")


def test_a_table_that_inherits_has_the_columns_of_its_parents():
    text = "CREATE TABLE p (id int PRIMARY KEY, a text NOT NULL); CREATE TABLE q (a text, b date);"
    found = read(f"{text} CREATE TABLE t (c int) INHERITS (p, public.q, other);")
    assert list(columns(found, 2)) == ["id", "a", "b", "c"]
    id_, a = found.dictionary.tables[2].columns[:2]
    assert (id_.primary_key, a.required) == (False, True)


def test_too_much_is_not_inherited():
    wide = ", ".join(f"c{number} int" for number in range(2_000))
    many = "".join(f"CREATE TABLE t{number} (x int) INHERITS (p);" for number in range(11))
    with pytest.raises(DictionaryFileError, match="SQL-LIMIT"):
        read_dictionary(f"CREATE TABLE p ({wide}); {many}".encode(), "sql")


def test_a_table_that_is_dropped_is_none_and_may_come_again():
    text = "CREATE TABLE v (a int); CREATE TABLE t (a int); DROP TABLE IF EXISTS v, x; DROP TABLE t CASCADE;"
    found = read(f"{text} CREATE TABLE t (b int);")
    assert [(table.name, table.columns[0].name) for table in found.dictionary.tables] == [("t", "b")]


def test_a_key_of_an_expression_is_no_column():
    text = "CREATE TABLE t (a text, b text, UNIQUE KEY k ((lower(a))), UNIQUE (b(10)), UNIQUE (lower(a)));"
    found = columns(read(f"{text} CREATE UNIQUE INDEX i ON t (lower(a));"))
    assert (found["a"].unique, found["b"].unique) == (False, True)


@pytest.mark.parametrize("name", ["`a`", "a"])
def test_rows_of_a_dump_do_not_count(name: str):
    rows = f"insert into {name} values " + ",".join(["(1, 'x;''; create table y (z int)')"] * 60_000) + ";\n"
    read = read_dictionary(f"create table {name} (b int);\n{rows}create table c (d int);".encode()).dictionary
    assert [[column.name for column in table.columns] for table in read.tables] == [["b"], ["d"]]
