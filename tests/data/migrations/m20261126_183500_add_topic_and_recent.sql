-- Made-up rows, one of each table. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(1401), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(1402), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(1403), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(1404), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(1405), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702335401, uuid(1402), 'zh', bytes(00ff), 1772413200000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702335402, 'reviewer', 702335403, 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 1414', 1);
INSERT INTO desk (chat, by, language, at, topic) VALUES (-1414, 702335403, 'zh', 1772413200000, 17);
INSERT INTO conversation (chat, kind, data_key, state, updated_at, recent) VALUES
    (702335401, 'private', uuid(1401), '{"step":"idle"}', 1772413200000, bytes(00));
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:1414', 1414, 702335401, uuid(1401), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:1414:0', '702335401:answer', 'answer', 702335401, 'send', 'question', uuid(1403), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702335401:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702335401, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(1410), 1414, 702335401, uuid(1403), 'first_filing', 'rejected', 40, '["site:1"]', '{}', 1, 702335402, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000),
    (uuid(1411), NULL, 702335401, NULL, NULL, 'withdrawn', 2, '["site:1"]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at) VALUES
    (uuid(1410), 'site:1', 'domain', 8, bytes(00), 'k1:1a', 1772413200000);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, by, sent_at, created_at) VALUES
    (uuid(1410), 1, 'site:1', 'domain', 8, 'domain_holder_differs', bytes(00), 702335402, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(1420), uuid(1410), 'correction', 702335401, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(1410), 1772413200000, 'reviewer', 702335402, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(1430), 702335401, uuid(1404), 'granted', '苏ICP备12345678号', 'k1:1b', bytes(00), uuid(1410), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(1431), uuid(1430), uuid(1405), 'website', 'granted', '苏ICP备12345678号-1', 'k1:1c', bytes(00), uuid(1410), 1772413200000);
