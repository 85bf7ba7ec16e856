-- Made-up rows, one of each table. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(2701), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(2702), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(2703), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(2704), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(2705), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702340001, uuid(2702), 'zh', bytes(00ff), 1772413200000);
INSERT INTO role (person, role, appointed_by, at) VALUES (702340002, 'reviewer', 702340003, 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 2716', 1);
INSERT INTO desk (chat, by, language, at, topic) VALUES (-2716, 702340003, 'zh', 1772413200000, 17);
INSERT INTO conversation (chat, kind, data_key, state, updated_at, recent) VALUES
    (702340001, 'private', uuid(2701), '{"step":"idle"}', 1772413200000, bytes(00));
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:2716', 2716, 702340001, uuid(2701), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:2716:0', '702340001:answer', 'answer', 702340001, 'send', 'question', uuid(2703), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702340001:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702340001, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(2710), 2716, 702340001, uuid(2703), 'first_filing', 'rejected', 40, '[{"no":1,"kind":"site"}]', '{}', 1, 702340002, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000),
    (uuid(2711), NULL, 702340001, NULL, NULL, 'withdrawn', 2, '[{"no":1,"kind":"site"}]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at, doubted) VALUES
    (uuid(2710), '1', 'domain', 8, bytes(00), 'k1:2716a', 1772413200000, TRUE);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, reply, by, sent_at, created_at) VALUES
    (uuid(2710), 1, '1', 'domain', 8, 'domain_holder_differs', bytes(00), bytes(01), 702340002, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(2720), uuid(2710), 'correction', 702340001, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(2710), 1772413200000, 'reviewer', 702340002, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(2730), 702340001, uuid(2704), 'granted', '苏ICP备12345688号', 'k1:2716b', bytes(00), uuid(2710), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(2731), uuid(2730), uuid(2705), 'website', 'granted', '苏ICP备12345688号-1', 'k1:2716c', bytes(00), uuid(2710), 1772413200000);
INSERT INTO asked_for (filing, slot, what, by, until, created_at) VALUES
    (uuid(2710), 1, bytes(00), 702340002, '2026-03-20', 1772413200000), (uuid(2710), 2, bytes(00), 702340002, NULL, 1772413200000);
