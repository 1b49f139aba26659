--
-- PostgreSQL database dump
--

-- Dumped from database version 9.6.24
-- Dumped by pg_dump version 9.6.24

SET statement_timeout = 0;
SET standard_conforming_strings = on;
SET search_path = public, pg_catalog;
SET default_tablespace = '';
SET default_with_oids = false;

CREATE FUNCTION touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
    CREATE TEMP TABLE inner_only (x int);
    NEW.updated := now();
    RETURN NEW;
END;
$_$;

CREATE TABLE person (
    id bigint NOT NULL,
    cid character(13),
    born date,
    weight real,
    active boolean DEFAULT true NOT NULL,
    score numeric,
    CONSTRAINT person_weight CHECK (((weight > (0)::double precision) AND (weight < (500)::double precision)))
);

CREATE TABLE officer (
    rank character varying(50),
    since timestamp without time zone
)
INHERITS (person);

CREATE VIEW active_person AS
 SELECT person.id,
    person.cid
   FROM person
  WHERE person.active;

INSERT INTO person VALUES (1, '1234567890121', '1990-01-01', 60.5, true, NULL);
INSERT INTO person VALUES (2, NULL, NULL, NULL, false, 'it''s; CREATE TABLE no (a int);');

ALTER TABLE ONLY person
    ADD CONSTRAINT person_cid_key UNIQUE (cid);

ALTER TABLE ONLY person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
