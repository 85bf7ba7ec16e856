-- Made-up rows, one of each table. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(2801), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(2802), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(2803), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(2804), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(2805), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702350001, uuid(2802), 'zh', bytes(00ff), 1772413200000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702350002, 'reviewer', 702350003, 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 2816', 1);
INSERT INTO desk (chat, by, language, at, topic) VALUES (-2816, 702350003, 'zh', 1772413200000, 17);
INSERT INTO conversation (chat, kind, data_key, state, updated_at, recent) VALUES
    (702350001, 'private', uuid(2801), '{"step":"idle"}', 1772413200000, bytes(00));
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:2816', 2816, 702350001, uuid(2801), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:2816:0', '702350001:answer', 'answer', 702350001, 'send', 'question', uuid(2803), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702350001:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702350001, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(2810), 2816, 702350001, uuid(2803), 'first_filing', 'rejected', 40, '[{"no":1,"kind":"site"}]', '{}', 1, 702350002, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000),
    (uuid(2811), NULL, 702350001, NULL, NULL, 'withdrawn', 2, '[{"no":1,"kind":"site"}]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at, doubted) VALUES
    (uuid(2810), '1', 'domain', 8, bytes(00), 'k1:2816a', 1772413200000, TRUE);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, reply, by, sent_at, created_at) VALUES
    (uuid(2810), 1, '1', 'domain', 8, 'domain_holder_differs', bytes(00), bytes(01), 702350002, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(2820), uuid(2810), 'correction', 702350001, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(2810), 1772413200000, 'reviewer', 702350002, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(2830), 702350001, uuid(2804), 'granted', '苏ICP备12345689号', 'k1:2816b', bytes(00), uuid(2810), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(2831), uuid(2830), uuid(2805), 'website', 'granted', '苏ICP备12345689号-1', 'k1:2816c', bytes(00), uuid(2810), 1772413200000);
INSERT INTO asked_for (filing, slot, what, by, until, created_at) VALUES
    (uuid(2810), 1, bytes(00), 702350002, '2026-03-20', 1772413200000), (uuid(2810), 2, bytes(00), 702350002, NULL, 1772413200000);
