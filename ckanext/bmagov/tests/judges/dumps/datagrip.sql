create table bus_stop
(
    id          serial
        primary key,
    name        varchar(120)                                not null
        unique,
    lat         numeric(9, 6)
        constraint lat_range
            check ((lat >= '-90'::integer) AND (lat <= 90)),
    lon         numeric(9, 6),
    route_id    integer                                     not null
        constraint stop_route
            references route
            on delete cascade,
    created     timestamp with time zone default now()      not null,
    state       text                     default 'open'::text
        constraint state_known
            check (state = ANY (ARRAY ['open'::text, 'closed'::text]))
);

comment on table bus_stop is 'ป้ายรถประจำทาง';

comment on column bus_stop.lat is 'ละติจูด';

alter table bus_stop
    owner to city;

create index bus_stop_route_index
    on bus_stop (route_id);

create table route
(
    id     integer not null
        constraint route_pk
            primary key,
    number varchar(10)
);
