-- Made-up rows, one of each table, beside those of before.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(101), 'chat', 'k1', bytes(0001), 1795712400000), (uuid(102), 'person', 'k1', bytes(0002), 1795712400000),
    (uuid(103), 'filing', 'k1', bytes(0003), 1795712400000), (uuid(104), 'subject', 'k1', bytes(0004), 1795712400000),
    (uuid(105), 'service', 'k1', bytes(0005), 1795712400000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702335201, uuid(102), 'zh', bytes(00ff), 1795712400000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702335202, 'reviewer', 702335103, 1795712400000);
INSERT INTO desk (chat, by, language, at) VALUES (-1003, 702335103, 'zh', 1795712400000);
INSERT INTO counter (name, next) VALUES ('made-up', 7);
INSERT INTO conversation (chat, kind, data_key, state, untold, updated_at) VALUES
    (702335201, 'private', uuid(101), '{"step":"idle"}', '["00000000-0000-0000-0000-000000000110"]', 1795712400000);
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:42:2', 2, 702335201, uuid(101), bytes(00), 'waiting', FALSE, 0, 1795712400000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, faults, next_at, expires_at, created_at, done_at, matter, error) VALUES
    ('input:2:0', 'chat:702335201:unasked', 'unasked', 702335201, 'send', NULL, uuid(103), bytes(00), 'waiting', 3, 1, 0, 1799600400000, 1795712400000, NULL, 'reminder:00000000-0000-0000-0000-000000000110', '400 made up');
INSERT INTO delivery (channel, fence, holder, until) VALUES ('chat:702335201:unasked', 3, 'p1', 1795712400000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702335201, 'question', 17, 1795712400000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(110), 1002, 702335201, uuid(103), 'first_filing', 'rejected', 40, '["site:1"]', '{}', 1, 702335202, 1795712400000, 1795712400000, 1795712400000, 1795712400000, 1795712400000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at) VALUES
    (uuid(110), 'site:1', 'domain', 8, bytes(00), 'k1:0d', 1795712400000);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, by, sent_at, created_at) VALUES
    (uuid(110), 1, 'site:1', 'domain', 8, 'domain_holder_differs', bytes(00), 702335202, 1795712400000, 1795712400000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at, reviewer_told_at) VALUES
    (uuid(120), uuid(110), 'correction', 702335201, 1795712400000, 1799600400000, 1799514000000, NULL, 1799514000000);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(110), 1795712400000, 'reviewer', 702335202, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(130), 702335201, uuid(104), 'granted', '苏ICP备12345679号', 'k1:0e', bytes(00), uuid(110), 1795712400000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(131), uuid(130), uuid(105), 'website', 'granted', '苏ICP备12345679号-1', 'k1:0f', bytes(00), uuid(110), 1795712400000);
