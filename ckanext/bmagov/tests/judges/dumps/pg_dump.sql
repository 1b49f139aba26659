--
-- PostgreSQL database dump
--

\restrict k2Qm7Vh0nZr4

-- Dumped from database version 16.4 (Debian 16.4-1.pgdg120+1)
-- Dumped by pg_dump version 16.4 (Debian 16.4-1.pgdg120+1)

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET default_table_access_method = heap;

CREATE TYPE public.pump_state AS ENUM (
    'พร้อมใช้',
    'ซ่อม',
    'เลิกใช้'
);

ALTER TYPE public.pump_state OWNER TO drainage;

--
-- Name: station; Type: TABLE; Schema: public; Owner: drainage
--

CREATE TABLE public.station (
    id integer NOT NULL,
    code character varying(10) NOT NULL,
    name_th text NOT NULL,
    "ระดับน้ำเตือน" numeric(5,2) DEFAULT 1.50,
    opened date,
    geom public.geometry(Point,4326),
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT station_code_check CHECK (((code)::text ~ '^[A-Z]{2}[0-9]+$'::text))
);

ALTER TABLE public.station OWNER TO drainage;

--
-- Name: TABLE station; Type: COMMENT; Schema: public; Owner: drainage
--

COMMENT ON TABLE public.station IS 'สถานีสูบน้ำ';

COMMENT ON COLUMN public.station.opened IS 'วันที่เปิดใช้; ก่อนหน้านั้นไม่มีข้อมูล';

CREATE SEQUENCE public.station_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.station_id_seq OWNED BY public.station.id;

CREATE TABLE public.pump (
    station_id integer NOT NULL,
    number smallint NOT NULL,
    state public.pump_state DEFAULT 'พร้อมใช้'::public.pump_state NOT NULL,
    power double precision,
    tags text[] DEFAULT '{}'::text[],
    log jsonb,
    serial uuid
);

ALTER TABLE public.pump ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pump_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.station ALTER COLUMN id SET DEFAULT nextval('public.station_id_seq'::regclass);

--
-- Data for Name: station; Type: TABLE DATA; Schema: public; Owner: drainage
--

COPY public.station (id, code, name_th, "ระดับน้ำเตือน", opened, geom, updated_at) FROM stdin;
1	AB1	สถานี "เหนือ" (it's old	1.50	\N	\N	2026-01-01 00:00:00+07
2	AB2	CREATE TABLE ghost (a int);	2.00	2020-02-02	\N	2026-01-01 00:00:00+07
\.

COPY public.pump (station_id, number, state, power, tags, log, serial) FROM stdin;
\.

SELECT pg_catalog.setval('public.station_id_seq', 2, true);

ALTER TABLE ONLY public.pump
    ADD CONSTRAINT pump_pkey PRIMARY KEY (station_id, number);

ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_code_key UNIQUE (code);

ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX pump_serial ON public.pump USING btree (serial);

CREATE INDEX station_geom ON public.station USING gist (geom);

CREATE TRIGGER touch BEFORE UPDATE ON public.station FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE ONLY public.pump
    ADD CONSTRAINT pump_station_fkey FOREIGN KEY (station_id) REFERENCES public.station(id) ON UPDATE CASCADE ON DELETE RESTRICT;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT SELECT ON TABLE public.station TO reader;

\unrestrict k2Qm7Vh0nZr4

--
-- PostgreSQL database dump complete
--
