--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';
SET default_tablespace = '';

CREATE TABLE traffic.reading (
    sensor integer NOT NULL,
    at timestamp(3) without time zone NOT NULL,
    speed numeric(4,1)
)
PARTITION BY RANGE (at);

SET default_table_access_method = heap;

CREATE TABLE traffic.reading_2025 (
    sensor integer NOT NULL,
    at timestamp(3) without time zone NOT NULL,
    speed numeric(4,1)
);

CREATE TABLE traffic.reading_2026 PARTITION OF traffic.reading FOR VALUES FROM ('2026-01-01 00:00:00') TO ('2027-01-01 00:00:00');

CREATE UNLOGGED TABLE traffic."ค้างส่ง" (
    id integer NOT NULL,
    body bytea,
    wait interval
);

CREATE FOREIGN TABLE traffic.remote (
    id integer OPTIONS (column_name 'remote_id') NOT NULL,
    note text OPTIONS (column_name 'n', key 'true') COLLATE pg_catalog."th-TH-x-icu"
)
SERVER far
OPTIONS (
    schema_name 'public',
    table_name 'remote'
);

ALTER TABLE ONLY traffic.reading ATTACH PARTITION traffic.reading_2025 FOR VALUES FROM ('2025-01-01 00:00:00') TO ('2026-01-01 00:00:00');

ALTER TABLE ONLY traffic.reading
    ADD CONSTRAINT reading_pkey PRIMARY KEY (sensor, at);

ALTER TABLE ONLY traffic.reading_2025
    ADD CONSTRAINT reading_2025_pkey PRIMARY KEY (sensor, at);

ALTER INDEX traffic.reading_pkey ATTACH PARTITION traffic.reading_2025_pkey;
