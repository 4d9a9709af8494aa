-- Which version goes where next. Instants and durations are microseconds.

-- An application that is followed, and how its last polls went.
CREATE TABLE release_tracker(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    -- group.name
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    -- What the other modules call it.
    service TEXT NOT NULL,
    repo TEXT NOT NULL,
    source_path TEXT NOT NULL,
    tag TEXT NOT NULL,
    branch TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    -- Sealed with a key that does not lie here.
    token BYTEA,
    -- The one registry that these are for: the file, which says where the image is, may be in other hands.
    registry TEXT NOT NULL,
    registry_user TEXT NOT NULL,
    registry_secret BYTEA,
    paused BOOLEAN NOT NULL,
    "interval" BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Grows with every change of the settings: a poll that began before writes nothing.
    revision BIGINT NOT NULL,
    -- The file, as it was last found.
    file_state TEXT NOT NULL DEFAULT '',
    file_read_at BIGINT,
    file_error TEXT NOT NULL DEFAULT '',
    file_error_line INTEGER,
    file_error_column INTEGER,
    file_error_at BIGINT,
    -- The requirements in force: the last ones that could be read.
    requirements_id BIGINT,
    -- The image, as it was last found.
    image_tag TEXT NOT NULL DEFAULT '',
    image_state TEXT NOT NULL DEFAULT '',
    image_read_at BIGINT,
    image_error TEXT NOT NULL DEFAULT '',
    image_error_at BIGINT,
    last_poll_at BIGINT,
    failures INTEGER NOT NULL DEFAULT 0,
    retry_at BIGINT
);

-- Each state of an application's requirements, in the order in which they were read.
CREATE TABLE release_requirements(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tracker_id BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    "commit" TEXT NOT NULL,
    image TEXT NOT NULL,
    label TEXT NOT NULL,
    -- JSON arrays of texts.
    depends TEXT NOT NULL,
    omit_from_namespaces TEXT NOT NULL,
    omit_from_deploy BOOLEAN NOT NULL,
    configuration TEXT NOT NULL
);
CREATE INDEX ix_release_requirements_tracker ON release_requirements(tracker_id, id);

-- An image together with the configuration that it was released with.
CREATE TABLE release(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    tracker_id BIGINT NOT NULL,
    image TEXT NOT NULL,
    tag TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- 1 a new version, 2 the tag moved.
    cause INTEGER NOT NULL,
    requirements_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX ix_release_tracker ON release(tracker_id, id);

-- The queues: a release in an environment. History stays.
CREATE TABLE release_entry(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    tracker_id BIGINT NOT NULL,
    release_id BIGINT NOT NULL,
    environment TEXT COLLATE "C" NOT NULL,
    -- 0 queued, 1 claimed, 2 deployed, 3 failed, 4 superseded, 5 skipped.
    state INTEGER NOT NULL,
    entered_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    promoted_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    soaks_since BIGINT,
    soaks_in TEXT,
    claimed_by TEXT NOT NULL,
    -- Who may tell how it went: the principal that claimed it.
    principal TEXT NOT NULL,
    -- The caller and its idempotency key, by which a retry finds its claim.
    claim_key TEXT,
    lease BIGINT,
    lease_until BIGINT,
    attempts INTEGER NOT NULL,
    reason TEXT NOT NULL,
    event_uuid UUID
);
-- At most one of an application waits for an environment, and at most one is on its way there.
CREATE UNIQUE INDEX ux_release_entry_queued ON release_entry(tracker_id, environment) WHERE state = 0;
CREATE UNIQUE INDEX ux_release_entry_claimed ON release_entry(tracker_id, environment) WHERE state = 1;
CREATE INDEX ix_release_entry_queue ON release_entry(environment, id) WHERE state < 2;
CREATE INDEX ix_release_entry_tracker ON release_entry(tracker_id, environment, id);
CREATE INDEX ix_release_entry_release ON release_entry(release_id);
CREATE UNIQUE INDEX ux_release_entry_claim_key ON release_entry(claim_key) WHERE claim_key IS NOT NULL;
CREATE INDEX ix_release_entry_lease ON release_entry(lease_until) WHERE state = 1;

-- What runs where: the last release that was deployed there.
CREATE TABLE release_current(
    tracker_id BIGINT NOT NULL,
    environment TEXT COLLATE "C" NOT NULL,
    entry_id BIGINT NOT NULL,
    release_id BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY(tracker_id, environment)
);

CREATE INDEX ix_release_current_environment ON release_current(environment, since);

CREATE TABLE release_pin(
    tracker_id BIGINT NOT NULL,
    environment TEXT COLLATE "C" NOT NULL,
    release_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY(tracker_id, environment)
);

-- The stages, in their order.
CREATE TABLE release_environment(
    name TEXT COLLATE "C" PRIMARY KEY,
    position INTEGER NOT NULL,
    -- The largest step that comes by itself: 0 none, 1 patch, 2 minor, 3 major.
    reach INTEGER NOT NULL,
    takes_fixed_tags BOOLEAN NOT NULL,
    window_cron TEXT NOT NULL,
    window_zone TEXT NOT NULL,
    window_length BIGINT NOT NULL,
    soak BIGINT NOT NULL,
    needs_approval BOOLEAN NOT NULL,
    approve_within BIGINT
);
INSERT INTO release_environment(name, position, reach, takes_fixed_tags, window_cron, window_zone, window_length, soak, needs_approval)
VALUES ('dev', 1, 3, true, '', '', 0, 0, false), ('ha', 2, 2, false, '', '', 0, 0, false), ('preprod', 3, 1, false, '', '', 0, 0, false), ('prod', 4, 1, false, '', '', 0, 0, false);
