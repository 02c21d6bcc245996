PRAGMA application_id = 1651664482;
PRAGMA user_version = 11;
CREATE TABLE "stories" (
   "number" INTEGER PRIMARY KEY,
   "id" TEXT NOT NULL,
   "version" INTEGER NOT NULL,
   "agency" TEXT NOT NULL,
   "headline" TEXT NOT NULL,
   "body" TEXT NOT NULL,
   "published" INTEGER,
   "dateline" TEXT,
   "byline" TEXT,
   "url" TEXT,
   "source" TEXT,
   "language" TEXT,
   "urgency" INTEGER NOT NULL,
   "status" TEXT NOT NULL,
   "embargoed" INTEGER,
   "ednote" TEXT,
   "keywords" TEXT NOT NULL,
   "subjects" TEXT NOT NULL,
   "genre" TEXT,
   "rights" TEXT,
   "signals" TEXT NOT NULL,
   "advisory" TEXT,
   "evolved_from" TEXT,
   "origin" TEXT,
   "seen" INTEGER NOT NULL,
   "first_seen" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "idx_stories_id"
    ON "stories" ("id");
CREATE INDEX "idx_stories_first_seen"
    ON "stories" ("first_seen");
CREATE VIRTUAL TABLE "stories_fts" USING FTS5 (
    "headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords",
    tokenize='porter unicode61 remove_diacritics 2',
    content="stories"
);
CREATE TRIGGER "stories_ai" AFTER INSERT ON "stories" BEGIN
  INSERT INTO "stories_fts" (rowid, "headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords") VALUES (new.rowid, new."headline", new."body", new."agency", new."origin", new."byline", new."dateline", new."language", new."subjects", new."keywords");
END;
CREATE TRIGGER "stories_ad" AFTER DELETE ON "stories" BEGIN
  INSERT INTO "stories_fts" ("stories_fts", rowid, "headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords") VALUES('delete', old.rowid, old."headline", old."body", old."agency", old."origin", old."byline", old."dateline", old."language", old."subjects", old."keywords");
END;
CREATE TRIGGER "stories_au" AFTER UPDATE ON "stories" BEGIN
  INSERT INTO "stories_fts" ("stories_fts", rowid, "headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords") VALUES('delete', old.rowid, old."headline", old."body", old."agency", old."origin", old."byline", old."dateline", old."language", old."subjects", old."keywords");
  INSERT INTO "stories_fts" (rowid, "headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords") VALUES (new.rowid, new."headline", new."body", new."agency", new."origin", new."byline", new."dateline", new."language", new."subjects", new."keywords");
END;
CREATE TABLE "earlier" (
   "id" TEXT NOT NULL,
   "version" INTEGER NOT NULL,
   "agency" TEXT NOT NULL,
   "headline" TEXT NOT NULL,
   "body" TEXT NOT NULL,
   "published" INTEGER,
   "dateline" TEXT,
   "byline" TEXT,
   "url" TEXT,
   "source" TEXT,
   "language" TEXT,
   "urgency" INTEGER NOT NULL,
   "status" TEXT NOT NULL,
   "embargoed" INTEGER,
   "ednote" TEXT,
   "keywords" TEXT NOT NULL,
   "subjects" TEXT NOT NULL,
   "genre" TEXT,
   "rights" TEXT,
   "signals" TEXT NOT NULL,
   "advisory" TEXT,
   "evolved_from" TEXT,
   "origin" TEXT,
   "seen" INTEGER NOT NULL,
   "first_seen" INTEGER NOT NULL,
   PRIMARY KEY ("id", "version")
);
CREATE TABLE "briefs" (
   "id" TEXT,
   "version" INTEGER,
   "formatter" TEXT,
   "brief" TEXT NOT NULL,
   PRIMARY KEY ("id", "version", "formatter")
);
CREATE TABLE "sources" (
   "id" TEXT PRIMARY KEY,
   "source" TEXT NOT NULL
);
CREATE TABLE "polls" (
   "source" TEXT PRIMARY KEY,
   "poll" TEXT NOT NULL
);
CREATE TABLE "documents" (
   "source" TEXT,
   "name" TEXT,
   "size" INTEGER NOT NULL,
   "modified" INTEGER NOT NULL,
   "digest" TEXT NOT NULL,
   PRIMARY KEY ("source", "name")
);
CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT NOT NULL,
            days TEXT NOT NULL, times TEXT NOT NULL, zone TEXT NOT NULL, event_limit INTEGER NOT NULL,
            created INTEGER NOT NULL, paused INTEGER NOT NULL, quiet INTEGER NOT NULL, creator TEXT NOT NULL);
CREATE UNIQUE INDEX "idx_subscriptions_workspace_channel_topic_days_times_zone"
    ON "subscriptions" ("workspace", "channel", "topic", "days", "times", "zone");
CREATE TABLE "deliveries" (
   "slot" TEXT PRIMARY KEY,
   "due" INTEGER NOT NULL,
   "state" TEXT NOT NULL,
   "reason" TEXT
);
CREATE INDEX "idx_deliveries_due"
    ON "deliveries" ("due");
CREATE TABLE "posts" (
   "number" INTEGER PRIMARY KEY,
   "key" TEXT NOT NULL,
   "workspace" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "blocks" TEXT NOT NULL,
   "thread" TEXT,
   "parent" TEXT,
   "slot" TEXT,
   "stories" TEXT NOT NULL,
   "frame" TEXT NOT NULL,
   "state" TEXT NOT NULL,
   "ts" TEXT,
   "attempts" INTEGER NOT NULL,
   "first_tried" INTEGER,
   "not_before" INTEGER NOT NULL,
   "reason" TEXT
);
CREATE UNIQUE INDEX "idx_posts_key"
    ON "posts" ("key");
CREATE INDEX "idx_posts_workspace_channel_state"
    ON "posts" ("workspace", "channel", "state");
CREATE INDEX "idx_posts_state"
    ON "posts" ("state");
CREATE INDEX "idx_posts_slot"
    ON "posts" ("slot");
CREATE INDEX "idx_posts_parent"
    ON "posts" ("parent");
CREATE INDEX "idx_posts_ts"
    ON "posts" ("ts");
CREATE INDEX "idx_posts_thread"
    ON "posts" ("thread");
CREATE TABLE "jobs" (
   "number" INTEGER PRIMARY KEY,
   "key" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "payload" TEXT NOT NULL,
   "at" INTEGER NOT NULL,
   "done" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "idx_jobs_key"
    ON "jobs" ("key");
CREATE INDEX "idx_jobs_done"
    ON "jobs" ("done");
CREATE TABLE carriage (
            story TEXT NOT NULL, post TEXT NOT NULL, version INTEGER NOT NULL, outdated INTEGER NOT NULL,
            PRIMARY KEY (story, post)) WITHOUT ROWID;
CREATE INDEX idx_carriage_outdated ON carriage (post) WHERE outdated;
CREATE INDEX idx_stories_embargoed ON stories (embargoed) WHERE embargoed NOTNULL;
CREATE TABLE "tombstones" (
   "id" TEXT,
   "version" INTEGER,
   "status" TEXT NOT NULL,
   "digest" TEXT NOT NULL,
   "first_seen" INTEGER NOT NULL,
   "buried" INTEGER NOT NULL,
   PRIMARY KEY ("id", "version")
);
CREATE TABLE "licences" (
   "source" TEXT PRIMARY KEY,
   "rights" TEXT NOT NULL
);
CREATE INDEX "idx_stories_origin_seen"
    ON "stories" ("origin", "seen");
CREATE INDEX "idx_earlier_origin_seen"
    ON "earlier" ("origin", "seen");
CREATE INDEX idx_stories_killed ON stories (seen) WHERE status = 'canceled';
CREATE TABLE "events" (
   "number" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL,
   "merged" INTEGER
);
CREATE UNIQUE INDEX "idx_events_name"
    ON "events" ("name");
CREATE INDEX idx_events_merged ON events (merged) WHERE merged NOTNULL;
CREATE TABLE members (id TEXT NOT NULL PRIMARY KEY, event INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX "idx_members_event"
    ON "members" ("event");
CREATE TABLE "grouping" (
   "revision" INTEGER NOT NULL
);
CREATE TABLE "marks" (
   "workspace" TEXT,
   "channel" TEXT,
   "kind" TEXT,
   "story" TEXT,
   "user" TEXT NOT NULL,
   "at" INTEGER NOT NULL,
   PRIMARY KEY ("workspace", "channel", "kind", "story")
);
CREATE TABLE "reports" (
   "number" INTEGER PRIMARY KEY,
   "workspace" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "user" TEXT NOT NULL,
   "story" TEXT NOT NULL,
   "version" INTEGER NOT NULL,
   "spans" TEXT NOT NULL,
   "at" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "idx_reports_workspace_user_story_version_spans"
    ON "reports" ("workspace", "user", "story", "version", "spans");
CREATE INDEX "idx_stories_seen"
    ON "stories" ("seen");
CREATE TABLE "installations" (
   "workspace" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "enterprise" TEXT,
   "token" TEXT NOT NULL,
   "refresh" TEXT,
   "expires" INTEGER,
   "bot_user" TEXT NOT NULL,
   "scopes" TEXT NOT NULL,
   "installed_by" TEXT NOT NULL,
   "at" INTEGER NOT NULL,
   "renewing" INTEGER
);
CREATE TABLE "organisations" (
   "workspace" TEXT PRIMARY KEY,
   "enterprise" TEXT NOT NULL
);
CREATE TABLE "departures" (
   "workspace" TEXT PRIMARY KEY,
   "at" INTEGER NOT NULL
);
CREATE TABLE "installs_begun" (
   "number" INTEGER PRIMARY KEY,
   "digest" TEXT NOT NULL,
   "until" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "idx_installs_begun_digest"
    ON "installs_begun" ("digest");
CREATE TABLE "answers" (
   "number" INTEGER PRIMARY KEY,
   "key" TEXT NOT NULL,
   "workspace" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "thread" TEXT NOT NULL,
   "at" INTEGER NOT NULL,
   "question" TEXT NOT NULL,
   "asked" TEXT NOT NULL,
   "line" TEXT NOT NULL,
   "cited" TEXT NOT NULL
);
CREATE UNIQUE INDEX "idx_answers_key"
    ON "answers" ("key");
CREATE INDEX "idx_answers_workspace_channel_thread"
    ON "answers" ("workspace", "channel", "thread");
CREATE TABLE "opinions" (
   "answer" TEXT,
   "user" TEXT,
   "workspace" TEXT NOT NULL,
   "good" INTEGER NOT NULL,
   "at" INTEGER NOT NULL,
   PRIMARY KEY ("answer", "user")
);
CREATE INDEX "idx_opinions_workspace"
    ON "opinions" ("workspace");
INSERT INTO briefs (id, version, formatter, brief) VALUES ('a', 1, 'rules/1', '{"key_points": [[[0, 11]]], "quotes": [], "sentences": [], "notes": []}');
INSERT INTO briefs (id, version, formatter, brief) VALUES ('a', 2, 'rules/1', '{"key_points": [[[0, 11]]], "quotes": [], "sentences": [], "notes": []}');
INSERT INTO carriage (story, post, version, outdated) VALUES ('a', 'p', 2, 0);
INSERT INTO deliveries (slot, due, state, reason) VALUES ('1/2026-03-02/08:00:00', 1772366400000000, 'delivered', NULL);
INSERT INTO earlier (id, version, agency, headline, body, published, dateline, byline, url, source, language, urgency, status, embargoed, ednote, keywords, subjects, genre, rights, signals, advisory, evolved_from, origin, seen, first_seen) VALUES ('a', 1, 'Northern Wire', 'Harbour reopens', 'The harbour of Port Sellen reopened on Monday.', NULL, NULL, NULL, NULL, NULL, NULL, 4, 'usable', NULL, 'call the desk', '["harbour"]', '[]', NULL, NULL, '[]', NULL, NULL, 'nw', 1772366400000000, 1772366400000000);
INSERT INTO grouping (revision) VALUES (0);
INSERT INTO jobs (number, key, kind, payload, at, done) VALUES (1, 'j', 'question', '{"text": "why?"}', 1772366400000000, 0);
INSERT INTO polls (source, poll) VALUES ('nw', '{"source": "nw", "at": 1772366400000000, "ok": true, "reason": "4 stories, 4 new", "first": null, "last_success": null, "last_new": null, "newest": null, "pace": null, "failures": 0, "etag": "\"x\"", "last_modified": null, "digest": null, "fresh_until": null, "not_before": null, "wishes": {"ttl": null, "period": null, "skip_hours": []}, "moved": null, "reserved": false, "spent": 0}');
INSERT INTO posts (number, key, workspace, channel, text, blocks, thread, parent, slot, stories, frame, state, ts, attempts, first_tried, not_before, reason) VALUES (1, 'p', 'T1', 'C1', 'Harbour', '[]', NULL, NULL, '1/2026-03-02/08:00:00', '[["a", 2]]', '[]', 'sent', '1.1', 1, 1772366400000000, 0, NULL);
INSERT INTO sources (id, source) VALUES ('nw', '{"id": "nw", "agency": "Northern Wire", "url": "https://example.org/feed", "language": null, "country": null, "state_owned": null, "rights": {"store_body": true, "quotations": null, "model": false, "keep_days": 30}, "paused": null}');
INSERT INTO stories (number, id, version, agency, headline, body, published, dateline, byline, url, source, language, urgency, status, embargoed, ednote, keywords, subjects, genre, rights, signals, advisory, evolved_from, origin, seen, first_seen) VALUES (1, 'a', 2, 'Northern Wire', 'Harbour reopens', 'The harbour of Port Sellen stays shut.', NULL, NULL, NULL, NULL, NULL, NULL, 4, 'usable', NULL, NULL, '["harbour"]', '[]', NULL, NULL, '[]', NULL, NULL, 'nw', 1772366400000000, 1772366400000000);
INSERT INTO stories (number, id, version, agency, headline, body, published, dateline, byline, url, source, language, urgency, status, embargoed, ednote, keywords, subjects, genre, rights, signals, advisory, evolved_from, origin, seen, first_seen) VALUES (2, 'killed', 1, 'Coast', 'Quay opens', 'The quay opened.', NULL, NULL, NULL, NULL, NULL, NULL, 4, 'canceled', NULL, NULL, '[]', '[]', NULL, NULL, '[]', NULL, NULL, NULL, 1772366400000000, 1772366400000000);
INSERT INTO stories (number, id, version, agency, headline, body, published, dateline, byline, url, source, language, urgency, status, embargoed, ednote, keywords, subjects, genre, rights, signals, advisory, evolved_from, origin, seen, first_seen) VALUES (3, 'withheld', 1, 'Coast', 'Quay opens', 'The quay opened.', NULL, NULL, NULL, NULL, NULL, NULL, 4, 'withheld', NULL, NULL, '[]', '[]', NULL, NULL, '[]', NULL, NULL, NULL, 1772366400000000, 1772366400000000);
INSERT INTO stories (number, id, version, agency, headline, body, published, dateline, byline, url, source, language, urgency, status, embargoed, ednote, keywords, subjects, genre, rights, signals, advisory, evolved_from, origin, seen, first_seen) VALUES (4, 'embargoed', 1, 'Coast', 'Quay opens', 'The quay opened.', NULL, NULL, NULL, NULL, NULL, NULL, 4, 'usable', 1772370000000000, NULL, '[]', '[]', NULL, NULL, '[]', NULL, NULL, NULL, 1772366400000000, 1772366400000000);
INSERT INTO subscriptions (id, workspace, channel, topic, days, times, zone, event_limit, created, paused, quiet, creator) VALUES (1, 'T1', 'C1', 'harbour', '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', '["08:00:00"]', 'Asia/Kuwait', 5, 1772366400000000, 0, 0, '');
