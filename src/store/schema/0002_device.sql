-- The register of data loggers and meters that speak HJ 212. Columns as in 0001_region.sql. Where a
-- record holds a secret, the store's files are made readable by their owner only (mode 0600).

-- devices.csv: register of data loggers and meters (HJ 212)
CREATE TABLE device (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    device_mn TEXT NOT NULL,                 -- MN of the data logger as it sends it
    outlet_id TEXT,                          -- outlet it measures; id of table outlet
    installation_id TEXT,                    -- installation; id of table installation
    hj212_version TEXT,                      -- edition it speaks: 2005, 2017, 2025; NULL: any
    password TEXT,                           -- SECRET. PW; NULL: not checked
    allowed_addresses TEXT,                  -- addresses or CIDR blocks, blank-separated; NULL: any
    sm4_key_hex TEXT,                        -- SECRET. first SM4 key, 32 hexadecimal digits
    accepted_deviations TEXT,                -- names of deviations accepted, blank-separated;
                                             --   NULL: all but foreign CRCs; none: none is
    units TEXT,                              -- factors sent in other units: FACTOR=UNIT, blank-separated
    rtd_interval_s INTEGER,                  -- [s] interval of real-time data
    min_interval_min INTEGER,                -- [min] interval of minute data
    wet_scrubber INTEGER,                    -- 1: a wet scrubber stands before the probe
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX device_by_id ON device (device_mn, seq);
