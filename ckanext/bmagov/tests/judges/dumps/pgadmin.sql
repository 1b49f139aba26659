-- Table: public.license

-- DROP TABLE IF EXISTS public.license;

CREATE TABLE IF NOT EXISTS public.license
(
    id integer NOT NULL GENERATED ALWAYS AS IDENTITY ( INCREMENT 1 START 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1 ),
    number character varying(20) COLLATE pg_catalog."default" NOT NULL,
    kind character(1) COLLATE pg_catalog."default" NOT NULL DEFAULT 'A'::bpchar,
    fee money,
    total numeric(12,2) GENERATED ALWAYS AS ((price * (qty)::numeric)) STORED,
    price numeric(10,2),
    qty integer,
    valid_from date,
    valid_time time without time zone,
    shop_id integer,
    CONSTRAINT license_pkey PRIMARY KEY (id),
    CONSTRAINT license_number UNIQUE (number)
        INCLUDE(kind)
        WITH (fillfactor=90),
    CONSTRAINT license_shop FOREIGN KEY (shop_id)
        REFERENCES public.shop (id) MATCH SIMPLE
        ON UPDATE NO ACTION
        ON DELETE CASCADE
        NOT VALID,
    CONSTRAINT license_kind CHECK (kind = ANY (ARRAY['A'::bpchar, 'B'::bpchar]))
)

TABLESPACE pg_default;

ALTER TABLE IF EXISTS public.license
    OWNER to postgres;

GRANT ALL ON TABLE public.license TO postgres;

COMMENT ON TABLE public.license
    IS 'ใบอนุญาต';

COMMENT ON COLUMN public.license."number"
    IS 'เลขที่ใบอนุญาต';

COMMENT ON CONSTRAINT license_kind ON public.license
    IS 'ประเภท';
-- Index: license_date

-- DROP INDEX IF EXISTS public.license_date;

CREATE INDEX IF NOT EXISTS license_date
    ON public.license USING btree
    (valid_from ASC NULLS LAST)
    TABLESPACE pg_default;
