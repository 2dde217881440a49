"""Tables: all that is created in a library's cache, with the triggers that keep its sums.

A cache that was made with other tables is begun anew: change what you like here, and put nothing
into a cache that cannot be worked out again from the files.
"""

from __future__ import annotations

TOKENIZER = "unicode61 remove_diacritics 2"
"""What is a word, in the index and wherever matches are looked for again."""

PREFIXES = (2, 3)
"""Lengths of beginnings of words that have lists of their own in the index."""
_PREFIXES = " ".join(map(str, PREFIXES))

FULL_TEXT = ("texts", "notes")
"""The tables whose soundness SQLite does not check by itself."""

# Triggers keep the sums, so that no writer can forget one, and a list of a million articles knows
# its counts and headings without reading them. `pending` is -1 while it is not known: it counts 0.
# `groups_changed` adds before it takes away, so that a group with one article is not deleted and
# made anew. Comments go out here: what is in the texts is part of the cache's version.
_LIST = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: words may outlive an article
    id TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL, headline_derived INTEGER NOT NULL,
    source TEXT NOT NULL, published TEXT NOT NULL,
    state TEXT NOT NULL, star INTEGER NOT NULL, tags TEXT NOT NULL,
    words INTEGER NOT NULL, pending INTEGER NOT NULL,
    mentions INTEGER NOT NULL, relations INTEGER NOT NULL,
    added TEXT NOT NULL,
    stamp TEXT NOT NULL,                -- of the file of decisions this was read from
    moment TEXT NOT NULL,               -- sort keys from here on
    by_source TEXT NOT NULL, by_headline TEXT NOT NULL,
    by_state INTEGER NOT NULL, by_pending INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 1, -- 0: the two before are those of the time of the last view
    head INTEGER NOT NULL DEFAULT 1     -- 0: another article stands for the story this one is in
);
CREATE INDEX articles_newest ON articles (moment);
CREATE INDEX articles_source ON articles (by_source, moment DESC);
CREATE INDEX articles_headline ON articles (by_headline, moment DESC);
CREATE INDEX articles_state ON articles (by_state, moment DESC);
CREATE INDEX articles_pending ON articles (by_pending DESC, moment DESC);
CREATE INDEX articles_unsettled ON articles (settled) WHERE settled = 0;

-- What is on no list: articles that were removed, and versions of an article but the last.
CREATE TABLE hidden (
    id TEXT PRIMARY KEY, stamp TEXT NOT NULL, removed INTEGER NOT NULL,
    headline TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX hidden_removed ON hidden (at) WHERE removed;

-- Under which keys articles appeared, and when last.
CREATE TABLE appearances (id TEXT, key TEXT, seen TEXT NOT NULL, PRIMARY KEY (id, key));
CREATE INDEX appearances_key ON appearances (key);

-- Of each story the head, and all others.
CREATE INDEX heads_newest ON articles (moment) WHERE head = 1;
CREATE INDEX heads_source ON articles (by_source, moment DESC) WHERE head = 1;
CREATE INDEX heads_headline ON articles (by_headline, moment DESC) WHERE head = 1;
CREATE INDEX heads_state ON articles (by_state, moment DESC) WHERE head = 1;
CREATE INDEX heads_pending ON articles (by_pending DESC, moment DESC) WHERE head = 1;

-- What a filter and groups look at, apart: a scan of it is short. The indices have all that is
-- looked at, so that the matches of a filter are counted by group without sorting them.
CREATE TABLE filterable (
    number INTEGER PRIMARY KEY, words TEXT NOT NULL,
    source TEXT NOT NULL, day INTEGER NOT NULL, done INTEGER NOT NULL, story INTEGER
);
CREATE INDEX filterable_source ON filterable (source, done, words);
CREATE INDEX filterable_day ON filterable (day, done, words);
CREATE INDEX filterable_story ON filterable (story, done, words);

-- How many articles a source or a day has, and how many of them are done.
CREATE TABLE groups (
    kind TEXT, key, articles INTEGER NOT NULL, done INTEGER NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TRIGGER groups_added AFTER INSERT ON filterable BEGIN
    INSERT INTO groups VALUES ('source', new.source, 1, new.done), ('day', new.day, 1, new.done)
        ON CONFLICT DO UPDATE SET articles = articles + 1, done = done + excluded.done;
END;
CREATE TRIGGER groups_removed AFTER DELETE ON filterable BEGIN
    UPDATE groups SET articles = articles - 1, done = done - old.done
        WHERE (kind, key) IN (VALUES ('source', old.source), ('day', old.day));
    DELETE FROM groups
        WHERE (kind, key) IN (VALUES ('source', old.source), ('day', old.day)) AND articles <= 0;
END;
CREATE TRIGGER groups_changed AFTER UPDATE OF source, day, done ON filterable
WHEN (old.source, old.day, old.done) != (new.source, new.day, new.done) BEGIN
    INSERT INTO groups VALUES ('source', new.source, 1, new.done), ('day', new.day, 1, new.done)
        ON CONFLICT DO UPDATE SET articles = articles + 1, done = done + excluded.done;
    UPDATE groups SET articles = articles - 1, done = done - old.done
        WHERE (kind, key) IN (VALUES ('source', old.source), ('day', old.day));
    DELETE FROM groups
        WHERE (kind, key) IN (VALUES ('source', old.source), ('day', old.day)) AND articles <= 0;
END;

CREATE TABLE totals (
    articles INTEGER NOT NULL, done INTEGER NOT NULL, open INTEGER NOT NULL,
    starred INTEGER NOT NULL, pending INTEGER NOT NULL, names_version INTEGER NOT NULL,
    heads INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 0, 0, 1, 0);
CREATE TRIGGER article_added AFTER INSERT ON articles BEGIN
    UPDATE totals SET articles = articles + 1, done = done + (new.state = 'done'),
        open = open + (new.state = 'open'), starred = starred + new.star,
        pending = pending + max(new.pending, 0), heads = heads + new.head;
END;
CREATE TRIGGER article_removed AFTER DELETE ON articles BEGIN
    UPDATE totals SET articles = articles - 1, done = done - (old.state = 'done'),
        open = open - (old.state = 'open'), starred = starred - old.star,
        pending = pending - max(old.pending, 0), heads = heads - old.head;
    DELETE FROM filterable WHERE number = old.number;
    DELETE FROM article_names WHERE number = old.number;
    DELETE FROM acts WHERE place = old.id
        AND NOT EXISTS (SELECT 1 FROM hidden WHERE id = old.id AND NOT removed);
    DELETE FROM suggestions WHERE id = old.id
        AND NOT EXISTS (SELECT 1 FROM hidden WHERE id = old.id);
END;
CREATE TRIGGER article_changed AFTER UPDATE OF state, star, pending ON articles BEGIN
    UPDATE totals SET done = done + (new.state = 'done') - (old.state = 'done'),
        open = open + (new.state = 'open') - (old.state = 'open'),
        starred = starred + new.star - old.star,
        pending = pending + max(new.pending, 0) - max(old.pending, 0);
END;

CREATE TRIGGER head_changed AFTER UPDATE OF head ON articles BEGIN
    UPDATE totals SET heads = heads + new.head - old.head;
END;

-- Names that people decided: by article, and the sum over the library.
CREATE TABLE article_names (
    number INTEGER, name TEXT, label TEXT, entity TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (number, name, label, entity)
) WITHOUT ROWID;
CREATE TABLE names (
    name TEXT, label TEXT, entity TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (name, label, entity)
) WITHOUT ROWID;
CREATE TRIGGER name_added AFTER INSERT ON article_names BEGIN
    INSERT INTO names VALUES (new.name, new.label, new.entity, new.count)
        ON CONFLICT DO UPDATE SET count = count + new.count;
    UPDATE totals SET names_version = names_version + 1;
END;
CREATE TRIGGER name_removed AFTER DELETE ON article_names BEGIN
    UPDATE names SET count = count - old.count
        WHERE name = old.name AND label = old.label AND entity = old.entity;
    DELETE FROM names
        WHERE name = old.name AND label = old.label AND entity = old.entity AND count <= 0;
    UPDATE totals SET names_version = names_version + 1;
END;

-- Who did what when: an act for each entry in the history of an article, or of `entity:ID`.
CREATE TABLE acts (
    place TEXT, entry INTEGER, annotator TEXT NOT NULL, at REAL NOT NULL,
    decisions INTEGER NOT NULL, done INTEGER NOT NULL,
    PRIMARY KEY (place, entry)
) WITHOUT ROWID;
CREATE INDEX acts_in_time ON acts (annotator, at, decisions, done);

CREATE TABLE suggestions (id TEXT PRIMARY KEY, key TEXT NOT NULL, found TEXT NOT NULL);

-- When addresses of the network were last fetched, and what came of it.
CREATE TABLE visits (
    address TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL,
    ids TEXT NOT NULL, trouble TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- When the folders of articles were last looked through, by their time of change.
CREATE TABLE folders (name TEXT PRIMARY KEY, modified INTEGER NOT NULL);

-- Entities, and their names and aliases from each word on: `place` is where in the name that is.
CREATE TABLE entities (id TEXT PRIMARY KEY, name TEXT NOT NULL, entity TEXT NOT NULL);
CREATE TABLE entity_names (
    name TEXT, place INTEGER, id TEXT, PRIMARY KEY (name, place, id)
) WITHOUT ROWID;
CREATE INDEX entity_names_of ON entity_names (id);
CREATE TRIGGER entity_removed AFTER DELETE ON entities BEGIN
    DELETE FROM entity_names WHERE id = old.id;
END;
CREATE TABLE entity_folders (name TEXT PRIMARY KEY, modified INTEGER NOT NULL);
"""

_STORIES = """
-- The hashes of each article's sentences; the articles by those that count; and those that too many
-- articles have. `filterable` has the story of an article: the lowest number in it.
CREATE TABLE prints (number INTEGER PRIMARY KEY, hashes BLOB NOT NULL);
CREATE TABLE sentences (
    hash INTEGER, number INTEGER, PRIMARY KEY (hash, number)
) WITHOUT ROWID;
CREATE TABLE common_sentences (hash INTEGER PRIMARY KEY, articles INTEGER NOT NULL);
"""

_SEARCH = f"""
-- The words of headline, source and text. It keeps no text, which makes it small; to take out an
-- article it must be told what it was told before. A text never changes, so `told` has the rest.
CREATE VIRTUAL TABLE texts USING fts5 (
    headline, source, body, content = '', prefix = '{_PREFIXES}', tokenize = '{TOKENIZER}'
);
CREATE TABLE told (number INTEGER PRIMARY KEY, headline TEXT NOT NULL, source TEXT NOT NULL);
-- Articles that went with their texts, whose words are still in there.
CREATE TABLE gone (number INTEGER PRIMARY KEY);

CREATE VIRTUAL TABLE notes USING fts5 (note, tokenize = '{TOKENIZER}');

-- Tags, labels, states and so on. See `facets`.
CREATE TABLE facets (
    kind TEXT, value TEXT, number INTEGER, PRIMARY KEY (kind, value, number)
) WITHOUT ROWID;
CREATE INDEX facets_of ON facets (number);

-- Names of mentions and of entities by their words from each word on. Those of mentions that are
-- no more stay, and lead to no article.
CREATE TABLE name_starts (start TEXT, name TEXT, PRIMARY KEY (start, name)) WITHOUT ROWID;
CREATE INDEX article_names_by_name ON article_names (name, number);
CREATE TABLE entity_starts (start TEXT, id TEXT, PRIMARY KEY (start, id)) WITHOUT ROWID;
CREATE INDEX entity_starts_of ON entity_starts (id);
CREATE TRIGGER entity_starts_removed AFTER DELETE ON entities BEGIN
    DELETE FROM entity_starts WHERE id = old.id;
END;

CREATE TRIGGER article_unsearched AFTER DELETE ON articles BEGIN
    INSERT INTO gone SELECT number FROM told WHERE number = old.number;
    DELETE FROM told WHERE number = old.number;
    DELETE FROM notes WHERE rowid = old.number;
    DELETE FROM facets WHERE number = old.number;
END;
"""

TABLES = _LIST + _STORIES + _SEARCH
