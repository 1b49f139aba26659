CREATE TABLE IF NOT EXISTS "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE IF NOT EXISTS "survey_answer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "score" decimal NULL, "ok" bool NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "uid" char(32) NOT NULL UNIQUE, "person_id" bigint NOT NULL REFERENCES "survey_person" ("id") DEFERRABLE INITIALLY DEFERRED, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)));
CREATE TABLE IF NOT EXISTS "survey_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "email" varchar(254) NOT NULL);
CREATE UNIQUE INDEX "survey_person_email" ON "survey_person" ("email");
CREATE INDEX "survey_answer_person" ON "survey_answer" ("person_id");
