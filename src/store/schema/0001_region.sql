-- The store of one region. Records are only ever added: a change of a row is a new record with the
-- same id. NULL means unknown or not given. Units stand in brackets; a quantity's column name ends
-- in its unit. Columns of a region table stand in the order of the region folder's file.

-- What this file is.
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES
    ('chain', 'hash(seq) = SHA-256(hash(seq-1) || tab || 0x00 || canonical row); hash(0) = 32 zero bytes'),
    ('format', 'quench store');

-- The evidence chain: one entry a record, over all chained tables.
CREATE TABLE chain (
    seq INTEGER PRIMARY KEY,                 -- 1, 2, 3 ... without a gap
    tab TEXT NOT NULL,                       -- table that holds the record of this seq
    hash BLOB NOT NULL                       -- SHA-256, 32 bytes
) STRICT;

-- A run of a command that changed the store; chained together with its inputs.
CREATE TABLE run (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    id INTEGER NOT NULL UNIQUE,              -- 1, 2, 3 ...
    command TEXT NOT NULL,                   -- the command's name
    version TEXT NOT NULL,                   -- version of the program
    options TEXT NOT NULL,                   -- canonical text of the options that matter
    started_unix_ms INTEGER NOT NULL,        -- [ms] since 1970-01-01T00:00:00Z
    digest TEXT NOT NULL,                    -- SHA-256 (hex) of command, version, options, inputs
    chain_count INTEGER NOT NULL,            -- records in the chain before this run
    chain_head BLOB NOT NULL                 -- hash of the last of them; 32 zero bytes if none
) STRICT;

CREATE TABLE run_input (
    run INTEGER NOT NULL REFERENCES run (id),
    n INTEGER NOT NULL,                      -- 1, 2, 3 ... in the order given
    name TEXT NOT NULL,                      -- file name as given
    sha256 TEXT NOT NULL,                    -- SHA-256 (hex) of its bytes
    bytes INTEGER NOT NULL,                  -- [byte] size
    PRIMARY KEY (run, n)
) STRICT, WITHOUT ROWID;

-- Region tables. Before the columns of the file:
--   seq      place in the chain
--   run      run that wrote the record
--   in_file  input file it came from
--   in_line  line in that file, from 1; 0 where there is none

-- region.yaml: region settings
CREATE TABLE setting (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    setting TEXT NOT NULL,                   -- name of the setting
    value TEXT                               -- value
) STRICT;
CREATE INDEX setting_by_id ON setting (setting, seq);

-- sources.csv: sources
CREATE TABLE source (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    source_id TEXT NOT NULL,                 -- id of the source
    title TEXT,                              -- title
    url TEXT,                                -- address
    published_on TEXT,                       -- date of publication; ISO 8601, perhaps only year or month
    conf_level TEXT,                         -- confidence: verified_repo,
                                             --   verified_page, partial, derived, memory_high,
                                             --   memory_medium, memory_low, fictional
    note TEXT                                -- remark
) STRICT;
CREATE INDEX source_by_id ON source (source_id, seq);

-- jurisdictions.csv: jurisdictions
CREATE TABLE jurisdiction (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    jurisdiction_id TEXT NOT NULL,           -- id of the jurisdiction
    name_zh TEXT,                            -- name in Chinese
    name_en TEXT,                            -- name in English
    parent_id TEXT,                          -- jurisdiction it lies in; id of table jurisdiction
    level TEXT,                              -- level: province, city, county,
                                             --   district, zone, township
    division_code TEXT,                      -- division code (GB/T 2260)
    population_persons REAL,                 -- [persons] residents
    population_year INTEGER,                 -- year of the population figure
    area_km2 REAL,                           -- [km2] area
    outline_wkt TEXT,                        -- outline for the map: WKT POLYGON, lon lat (WGS 84)
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX jurisdiction_by_id ON jurisdiction (jurisdiction_id, seq);

-- enterprises.csv: enterprises
CREATE TABLE enterprise (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    enterprise_id TEXT NOT NULL,             -- id of the enterprise
    name_zh TEXT,                            -- full name in Chinese (one of the two is needed)
    name_en TEXT,                            -- full name in English
    short_zh TEXT,                           -- short name in Chinese
    short_en TEXT,                           -- short name in English
    uscc TEXT,                               -- unified social credit code (GB 32100)
    jurisdiction_id TEXT,                    -- jurisdiction it lies in; id of table jurisdiction
    country TEXT,                            -- country or area (foreign registries)
    province TEXT,                           -- province as the registry writes it
    sector TEXT,                             -- sector: steel, coking,
                                             --   steel_and_coking, foundry, other, unknown
    industry_code TEXT,                      -- industry code (GB/T 4754)
    lon_deg REAL,                            -- [deg] longitude (WGS 84)
    lat_deg REAL,                            -- [deg] latitude (WGS 84)
    coke_capacity_t_a REAL,                  -- [t/a] coke capacity of the enterprise
    steel_capacity_t_a REAL,                 -- [t/a] crude steel capacity of the enterprise
    iron_capacity_t_a REAL,                  -- [t/a] iron capacity of the enterprise
    staff_persons INTEGER,                   -- [persons] staff
    founded_on TEXT,                         -- founded; ISO 8601, perhaps only year or month
    exit_scope TEXT,                         -- what of it is listed for exit: none,
                                             --   whole, part
    exit_part_zh TEXT,                       -- which part, where only a part exits (zh)
    exit_part_en TEXT,                       -- which part (en)
    url TEXT,                                -- address
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX enterprise_by_id ON enterprise (enterprise_id, seq);

-- enterprise_events.csv: enterprise history: renamed, moved, merged
CREATE TABLE enterprise_event (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    enterprise_event_id TEXT NOT NULL,       -- id
    enterprise_id TEXT,                      -- enterprise; id of table enterprise
    on_date TEXT,                            -- date; ISO 8601, perhaps only year or month
    kind TEXT,                               -- what happened: founded, renamed, moved,
                                             --   merged_into, split_from, owner_changed
    former_name_zh TEXT,                     -- former name (zh)
    former_name_en TEXT,                     -- former name (en)
    other_enterprise_id TEXT,                -- the other enterprise; id of table enterprise
    from_lon_deg REAL,                       -- [deg] longitude before the move
    from_lat_deg REAL,                       -- [deg] latitude before the move
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX enterprise_event_by_id ON enterprise_event (enterprise_event_id, seq);

-- installations.csv: installations
CREATE TABLE installation (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    installation_id TEXT NOT NULL,           -- id of the installation
    enterprise_id TEXT,                      -- enterprise it belongs to; id of table enterprise
    kind TEXT,                               -- kind of installation: coke_oven,
                                             --   semi_coke_oven, sinter_machine,
                                             --   shaft_pellet_furnace, pellet_line, blast_furnace,
                                             --   converter, electric_arc_furnace, induction_furnace,
                                             --   open_hearth, dri_furnace, hot_strip_mill,
                                             --   galvanizing_line, colour_coating_line, lime_kiln,
                                             --   power_boiler, other, unknown
    variant TEXT,                            -- variant; empty where unknown:
                                             --   top_charged, stamp_charged, heat_recovery,
                                             --   indigenous, belt, step, ferroalloy_ore, cast_iron,
                                             --   ironmaking, ferroalloy, cast_pipe, carbon_steel,
                                             --   alloy_steel, machine_casting, steelmaking,
                                             --   special_steel, hot_dip
    name_zh TEXT,                            -- name in Chinese
    name_en TEXT,                            -- name in English
    units INTEGER,                           -- how many identical units the row stands for
    state TEXT,                              -- state: planned, under_construction,
                                             --   operating, idle, stopped, dismantled, cancelled,
                                             --   unknown
    state_since TEXT,                        -- since when it is in that state; ISO 8601, perhaps only year or month
    built_on TEXT,                           -- commissioned; ISO 8601, perhaps only year or month
    capacity_t_a REAL,                       -- [t/a] design (approved) capacity
    output_t_a REAL,                         -- [t/a] actual output
    output_year INTEGER,                     -- year of the output
    operating_h_a REAL,                      -- [h/a] hours run a year
    chamber_height_m REAL,                   -- [m] chamber height (coke ovens)
    stamped_cake_volume_m3 REAL,             -- [m3] stamped cake volume (heat-recovery ovens)
    chambers INTEGER,                        -- chambers (coke ovens)
    effective_volume_m3 REAL,                -- [m3] effective volume (blast furnaces)
    nominal_capacity_t REAL,                 -- [t] nominal capacity (converters, electric furnaces)
    area_m2 REAL,                            -- [m2] effective area (sinter machines, shaft furnaces)
    strip_width_mm REAL,                     -- [mm] strip width (hot strip mills)
    energy_kgce_t REAL,                      -- [kgce/t] energy per tonne of product
    new_water_m3_t REAL,                     -- [m3/t] new water per tonne
    has_cdq INTEGER,                         -- coke dry quenching is built; 1 yes, 0 no
    has_charging_dedusting INTEGER,          -- charging dedusting is built; 1 yes, 0 no
    has_pushing_dedusting INTEGER,           -- pushing dedusting is built; 1 yes, 0 no
    has_gas_tar_recovery INTEGER,            -- gas and tar recovery with waste-water treatment (semi-coke); 1 yes, 0 no
    has_pci INTEGER,                         -- pulverised coal injection is built; 1 yes, 0 no
    has_dedusting INTEGER,                   -- dedusting is built; 1 yes, 0 no
    has_trt INTEGER,                         -- top-pressure power recovery is built; 1 yes, 0 no
    has_gas_recovery INTEGER,                -- gas recovery is built; 1 yes, 0 no
    has_fume_recovery INTEGER,               -- fume collection is built; 1 yes, 0 no
    meets_mandatory_standards INTEGER,       -- meets the mandatory standards of environment, energy, safety; 1 yes, 0 no
    exemption_claimed TEXT,                  -- exception the enterprise claims: none,
                                             --   casting_iron, ferroalloy, special_steel
    exit_scope TEXT,                         -- listed for exit: none, whole
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX installation_by_id ON installation (installation_id, seq);

-- installation_states.csv: history of states of installations
CREATE TABLE installation_state (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    installation_state_id TEXT NOT NULL,     -- id
    installation_id TEXT,                    -- installation; id of table installation
    state TEXT,                              -- state: planned, under_construction,
                                             --   operating, idle, stopped, dismantled, cancelled,
                                             --   unknown
    since TEXT,                              -- since when; ISO 8601, perhaps only year or month
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX installation_state_by_id ON installation_state (installation_state_id, seq);

-- outlets.csv: outlets (stacks and fugitive sources)
CREATE TABLE outlet (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    outlet_id TEXT NOT NULL,                 -- id of the outlet
    enterprise_id TEXT,                      -- enterprise; id of table enterprise
    installation_id TEXT,                    -- main installation it serves; id of table installation
    kind TEXT,                               -- kind: stack, capped_stack,
                                             --   horizontal_stack, fugitive_volume, fugitive_area
    process TEXT,                            -- process stage
    name_zh TEXT,                            -- name in Chinese
    name_en TEXT,                            -- name in English
    permit_outlet_code TEXT,                 -- outlet number in the permit
    lon_deg REAL,                            -- [deg] longitude (WGS 84)
    lat_deg REAL,                            -- [deg] latitude (WGS 84)
    base_elevation_m REAL,                   -- [m] ground elevation
    height_m REAL,                           -- [m] release height
    diameter_m REAL,                         -- [m] inner diameter at the exit
    exit_temp_C REAL,                        -- [degC] exit temperature
    exit_velocity_m_s REAL,                  -- [m/s] exit velocity
    length_m REAL,                           -- [m] length of an area or volume
    width_m REAL,                            -- [m] width of an area or volume
    angle_deg REAL,                          -- [deg] bearing of the length, clockwise from north
    sigma_z0_m REAL,                         -- [m] initial vertical dispersion
    building_height_m REAL,                  -- [m] height of the controlling building
    building_length_m REAL,                  -- [m] length of the controlling building
    building_width_m REAL,                   -- [m] width of the controlling building
    device_mn TEXT,                          -- MN of the data logger
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX outlet_by_id ON outlet (outlet_id, seq);

-- emissions.csv: emissions
CREATE TABLE emission (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    emission_id TEXT NOT NULL,               -- id
    outlet_id TEXT,                          -- outlet; id of table outlet
    pollutant TEXT,                          -- pollutant: PM, PM10, PM2.5, SO2, NOx,
                                             --   CO, VOC
    emission_t_a REAL,                       -- [t/a] emission a year
    year INTEGER,                            -- year
    factor_kg_t REAL,                        -- [kg/t] emission factor used, if any
    factor_id TEXT,                          -- id of the factor
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX emission_by_id ON emission (emission_id, seq);

-- stations.csv: air stations
CREATE TABLE station (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    station_id TEXT NOT NULL,                -- id of the station
    name_zh TEXT,                            -- name in Chinese
    name_en TEXT,                            -- name in English
    jurisdiction_id TEXT,                    -- jurisdiction; id of table jurisdiction
    lon_deg REAL,                            -- [deg] longitude (WGS 84)
    lat_deg REAL,                            -- [deg] latitude (WGS 84)
    elevation_m REAL,                        -- [m] ground elevation
    inlet_height_m REAL,                     -- [m] height of the inlet
    role TEXT,                               -- evaluation, reference (background) or other site:
                                             --   evaluation, reference, other
    active_from TEXT,                        -- in use from; ISO 8601, perhaps only year or month
    active_to TEXT,                          -- in use until; ISO 8601, perhaps only year or month
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX station_by_id ON station (station_id, seq);

-- population.csv: population grid
CREATE TABLE population (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    cell_id TEXT NOT NULL,                   -- id of the cell
    jurisdiction_id TEXT,                    -- jurisdiction; id of table jurisdiction
    lon_deg REAL,                            -- [deg] longitude of the centre (WGS 84)
    lat_deg REAL,                            -- [deg] latitude of the centre (WGS 84)
    elevation_m REAL,                        -- [m] elevation
    population_persons REAL,                 -- [persons] residents
    year INTEGER,                            -- year
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX population_by_id ON population (cell_id, seq);

-- evidence.csv: documents and evidence
CREATE TABLE evidence (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    evidence_id TEXT NOT NULL,               -- id
    kind TEXT,                               -- kind: permit, business_registration,
                                             --   sales_records_3y, project_approval, inspection,
                                             --   measurement, photo, notice, report, agreement,
                                             --   acceptance, other
    title_zh TEXT,                           -- title in Chinese
    title_en TEXT,                           -- title in English
    dated_on TEXT,                           -- date of the document; ISO 8601, perhaps only year or month
    enterprise_id TEXT,                      -- enterprise it is about; id of table enterprise
    installation_id TEXT,                    -- installation it is about; id of table installation
    file TEXT,                               -- file, relative to evidence/
    url TEXT,                                -- address
    sha256 TEXT,                             -- SHA-256 of the file: checked if given, computed on import if not
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX evidence_by_id ON evidence (evidence_id, seq);

-- values.csv: single values with a basis of their own; the best basis is used
CREATE TABLE value (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    value_id TEXT NOT NULL,                  -- id
    subject_table TEXT,                      -- table of the object: enterprise,
                                             --   installation, outlet
    subject_id TEXT,                         -- id of the object
    parameter TEXT,                          -- parameter: a column of that table
    value TEXT,                              -- value, in the column's unit
    as_of TEXT,                              -- as of; ISO 8601, perhaps only year or month
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX value_by_id ON value (value_id, seq);

-- indicators.csv: air and ranking indicators
CREATE TABLE indicator (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    indicator_id TEXT NOT NULL,              -- id
    jurisdiction_id TEXT,                    -- jurisdiction; id of table jurisdiction
    period TEXT,                             -- period: 2018, 2018-01..2018-10
    known_on TEXT,                           -- when it was published; ISO 8601, perhaps only year or month
    metric_zh TEXT,                          -- metric in Chinese
    metric_en TEXT,                          -- metric in English
    value REAL,                              -- value
    unit_zh TEXT,                            -- unit (zh)
    unit_en TEXT,                            -- unit (en)
    statement_zh TEXT,                       -- statement where there is no number (zh)
    statement_en TEXT,                       -- statement (en)
    usable_as_baseline INTEGER,              -- may serve as a baseline; 1 yes, 0 no
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX indicator_by_id ON indicator (indicator_id, seq);

-- events.csv: progress, dates, next steps
CREATE TABLE event (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    event_id TEXT NOT NULL,                  -- id
    on_date TEXT,                            -- date; ISO 8601, perhaps only year or month
    kind TEXT,                               -- kind: law, policy, meeting, decision,
                                             --   progress, next_step, data
    jurisdiction_id TEXT,                    -- jurisdiction; id of table jurisdiction
    enterprise_id TEXT,                      -- enterprise; id of table enterprise
    installation_id TEXT,                    -- installation; id of table installation
    text_zh TEXT,                            -- text in Chinese
    text_en TEXT,                            -- text in English
    responsible_zh TEXT,                     -- who acts (zh)
    responsible_en TEXT,                     -- who acts (en)
    due_on TEXT,                             -- due; ISO 8601, perhaps only year or month
    done_on TEXT,                            -- done; ISO 8601, perhaps only year or month
    basis TEXT,                              -- what the row's values rest on:
                                             --   measured, permit, published, factor, assumed
    source TEXT,                             -- source: an id of sources.csv, or spelled out
    note TEXT                                -- remark
) STRICT;
CREATE INDEX event_by_id ON event (event_id, seq);
