PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "camera" (
	"id"	INTEGER NOT NULL,
	"name"	TEXT NOT NULL UNIQUE,
	"lat"	REAL,
	"checked"	DATETIME,
	"district_id"	INTEGER,
	"state"	VARCHAR(8) CHECK("state" IN ('on', 'off')),
	PRIMARY KEY("id" AUTOINCREMENT),
	FOREIGN KEY("district_id") REFERENCES "district"("id")
);
INSERT INTO camera VALUES(1,'กล้อง; it''s',13.75,NULL,1,'on');
INSERT INTO camera VALUES(2,replace('a\nb','\n',char(10)),NULL,NULL,NULL,NULL);
CREATE TABLE district(id integer primary key, name);
CREATE TABLE kv (key TEXT PRIMARY KEY NOT NULL, value BLOB) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(title, body);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','s','s',0,'CREATE VIRTUAL TABLE s USING fts5(a)');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('camera',2);
CREATE INDEX camera_district ON camera(district_id);
CREATE TRIGGER t AFTER INSERT ON camera BEGIN UPDATE camera SET checked = 1; END;
COMMIT;
