CREATE TABLE parcels (
    id bigserial PRIMARY KEY,
    depot_id bigint NOT NULL REFERENCES depots (id),
    price numeric(10, 2) NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX parcels_depot ON parcels (depot_id);
