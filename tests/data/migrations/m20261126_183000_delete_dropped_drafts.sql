-- Made-up rows, one of each table; a dropped draft has lost its key. Sealed columns hold any bytes: what they mean is not the tables' business.
INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES
    (uuid(701), 'chat', 'k1', bytes(0001), 1772413200000), (uuid(702), 'person', 'k1', bytes(0002), 1772413200000),
    (uuid(703), 'filing', 'k1', bytes(0003), 1772413200000), (uuid(704), 'subject', 'k1', bytes(0004), 1772413200000),
    (uuid(705), 'service', 'k1', bytes(0005), 1772413200000);
INSERT INTO person (id, data_key, language, name, created_at) VALUES (702335701, uuid(702), 'zh', bytes(00ff), 1772413200000);
INSERT INTO counter (name, next) VALUES ('sample 7', 7);
INSERT INTO role (person, role, appointed_by, at) VALUES (702335702, 'reviewer', 702335703, 1772413200000);
INSERT INTO desk (chat, by, language, at) VALUES (-1007, 702335703, 'zh', 1772413200000);
INSERT INTO conversation (chat, kind, data_key, state, updated_at) VALUES
    (702335701, 'private', uuid(701), '{"step":"idle"}', 1772413200000);
INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) VALUES
    ('telegram', 'telegram:7', 7, 702335701, uuid(701), bytes(00), 'waiting', FALSE, 0, 1772413200000, NULL);
INSERT INTO outbox (key, channel, lane, chat, kind, slot, data_key, content, status, tries, next_at, expires_at, created_at, done_at, error) VALUES
    ('input:7:0', '702335701:answer', 'answer', 702335701, 'send', 'question', uuid(703), bytes(00), 'waiting', 0, 1772413200000, NULL, 1772413200000, NULL, NULL);
INSERT INTO delivery (channel, fence, holder, until) VALUES ('702335701:answer', 3, 'p1', 1772413200000);
INSERT INTO slot (chat, name, message_id, updated_at) VALUES (702335701, 'question', 17, 1772413200000);
INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, status_since, created_at, updated_at) VALUES
    (uuid(710), 1007, 702335701, uuid(703), 'first_filing', 'rejected', 40, '["site:1"]', '{}', 1, 702335702, 1772413200000, 1772413200000, 1772413200000, 1772413200000, 1772413200000),
    (uuid(711), NULL, 702335701, NULL, NULL, 'withdrawn', 2, '["site:1"]', '{}', 0, NULL, NULL, NULL, 1772413200000, 1772413200000, 1772413200000);
INSERT INTO answer (filing, place, field, version, value, lookup, updated_at) VALUES
    (uuid(710), 'site:1', 'domain', 8, bytes(00), 'k1:0a', 1772413200000);
INSERT INTO rejection (filing, round, place, field, answer_version, reason, words, by, sent_at, created_at) VALUES
    (uuid(710), 1, 'site:1', 'domain', 8, 'domain_holder_differs', bytes(00), 702335702, 1772413200000, 1772413200000);
INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
    (uuid(720), uuid(710), 'correction', 702335701, 1772413200000, 1776301200000, 1773018000000, NULL);
INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
    (uuid(710), 1772413200000, 'reviewer', 702335702, 'rejected', 'first_review', 'rejected', bytes(00));
INSERT INTO subject (id, person, data_key, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(730), 702335701, uuid(704), 'granted', '苏ICP备12345678号', 'k1:0b', bytes(00), uuid(710), 1772413200000);
INSERT INTO service (id, subject, data_key, kind, status, icp_number, lookup, value, filing, granted_at) VALUES
    (uuid(731), uuid(730), uuid(705), 'website', 'granted', '苏ICP备12345678号-1', 'k1:0c', bytes(00), uuid(710), 1772413200000);
