-- Made-up rows, one of each table. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(9601), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(9602), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(9603), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(9604), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(9605), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702339601, uuid(9602), 'zh', bytes(00ff), 1772413200000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702339602, 'reviewer', 702339603, 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 9616', 1);
INSERT INTO desk (chat, by, language, at, topic) VALUES (-9616, 702339603, 'zh', 1772413200000, 17);
INSERT INTO conversation (chat, kind, data_key, state, updated_at, recent) VALUES
    (702339601, 'private', uuid(9601), '{"step":"idle"}', 1772413200000, bytes(00));
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:9616', 9616, 702339601, uuid(9601), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:9616:0', '702339601:answer', 'answer', 702339601, 'send', 'question', uuid(9603), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702339601:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702339601, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(9610), 9616, 702339601, uuid(9603), 'first_filing', 'rejected', 40, '[{"no":1,"kind":"site"}]', '{}', 1, 702339602, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000),
    (uuid(9611), NULL, 702339601, NULL, NULL, 'withdrawn', 2, '[{"no":1,"kind":"site"}]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at, doubted) VALUES
    (uuid(9610), '1', 'domain', 8, bytes(00), 'k1:9616a', 1772413200000, TRUE);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, reply, was, by, sent_at, created_at) VALUES
    (uuid(9610), 1, '1', 'domain', 8, 'domain_holder_differs', bytes(00), bytes(01), bytes(02), 702339602, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(9620), uuid(9610), 'correction', 702339601, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(9610), 1772413200000, 'reviewer', 702339602, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(9630), 702339601, uuid(9604), 'granted', '苏ICP备12349648号', 'k1:9616b', bytes(00), uuid(9610), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(9631), uuid(9630), uuid(9605), 'website', 'granted', '苏ICP备12349648号-1', 'k1:9616c', bytes(00), uuid(9610), 1772413200000);
INSERT INTO asked_for (filing, slot, what, by, until, created_at) VALUES
    (uuid(9610), 1, bytes(00), 702339602, '2026-03-20', 1772413200000), (uuid(9610), 2, bytes(00), 702339602, NULL, 1772413200000);
INSERT INTO file (id, filing, data_key, place, field, source, state, created_at) VALUES
    (uuid(9640), uuid(9610), uuid(9603), '1', 'pre_approval_document', bytes(00), '{"is":"waiting"}', 1772413200000),
    (uuid(9641), uuid(9610), uuid(9603), 'subject', 'material_1', bytes(00),
     '{"is":"kept","what":{"kind":"jpeg","width":800,"height":600,"bytes":1000,"digest":"00ff"}}', 1772413200000);
INSERT INTO tally (status, claimed, filings) VALUES ('sample_9616', TRUE, 7);
