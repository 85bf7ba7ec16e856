-- Made-up rows, one of each table. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(6401), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(6402), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(6403), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(6404), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(6405), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702336401, uuid(6402), 'zh', bytes(00ff), 1772413200000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702336402, 'reviewer', 702336403, 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 6416', 1);
INSERT INTO desk (chat, by, language, at, topic) VALUES (-6416, 702336403, 'zh', 1772413200000, 17);
INSERT INTO conversation (chat, kind, data_key, state, updated_at, recent) VALUES
    (702336401, 'private', uuid(6401), '{"step":"idle"}', 1772413200000, bytes(00));
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:6416', 6416, 702336401, uuid(6401), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:6416:0', '702336401:answer', 'answer', 702336401, 'send', 'question', uuid(6403), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702336401:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702336401, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at, region) VALUES
    (uuid(6410), 6416, 702336401, uuid(6403), 'first_filing', 'rejected', 40, '[{"no":1,"kind":"site"}]', '{}', 1, 702336402, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000, '32'),
    (uuid(6411), NULL, 702336401, NULL, NULL, 'withdrawn', 2, '[{"no":1,"kind":"site"}]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000, NULL);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at, doubted) VALUES
    (uuid(6410), '1', 'domain', 8, bytes(00), 'k1:6416a', 1772413200000, TRUE);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, reply, was, by, sent_at, created_at) VALUES
    (uuid(6410), 1, '1', 'domain', 8, 'domain_holder_differs', bytes(00), bytes(01), bytes(02), 702336402, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(6420), uuid(6410), 'correction', 702336401, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(6410), 1772413200000, 'reviewer', 702336402, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(6430), 702336401, uuid(6404), 'granted', '苏ICP备12345663号', 'k1:6416b', bytes(00), uuid(6410), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(6431), uuid(6430), uuid(6405), 'website', 'granted', '苏ICP备12345663号-1', 'k1:6416c', bytes(00), uuid(6410), 1772413200000);
INSERT INTO asked_for (filing, slot, what, by, until, created_at) VALUES
    (uuid(6410), 1, bytes(00), 702336402, '2026-03-20', 1772413200000), (uuid(6410), 2, bytes(00), 702336402, NULL, 1772413200000);
INSERT INTO file (id, filing, data_key, place, field, source, state, created_at) VALUES
    (uuid(6440), uuid(6410), uuid(6403), '1', 'pre_approval_document', bytes(00), '{"is":"waiting"}', 1772413200000),
    (uuid(6441), uuid(6410), uuid(6403), 'subject', 'material_1', bytes(00),
     '{"is":"kept","what":{"kind":"jpeg","width":800,"height":600,"bytes":1000,"digest":"00ff"}}', 1772413200000);
UPDATE person SET quiet = '21-9' WHERE id = 702336401;
