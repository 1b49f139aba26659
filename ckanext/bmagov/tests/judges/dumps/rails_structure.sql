SET statement_timeout = 0;
SET client_encoding = 'UTF8';

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;

COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';

CREATE TABLE public.ar_internal_metadata (
    key character varying NOT NULL,
    value character varying,
    created_at timestamp(6) without time zone NOT NULL
);

CREATE TABLE public.events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    title character varying(80) DEFAULT ''::character varying NOT NULL,
    starts_on date,
    price_cents bigint DEFAULT 0,
    during tstzrange,
    address inet,
    organiser_id bigint
);

ALTER TABLE ONLY public.ar_internal_metadata
    ADD CONSTRAINT ar_internal_metadata_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX index_events_on_title ON public.events USING btree (title) WHERE (starts_on IS NOT NULL);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_rails_0000000000 FOREIGN KEY (organiser_id) REFERENCES public.organisers(id) DEFERRABLE INITIALLY DEFERRED;

SET search_path TO "$user", public;

INSERT INTO "schema_migrations" (version) VALUES
('20260101000000'),
('20260102000000');
