package store

import "database/sql"

// hotSQLite relies on partial indexes: a row that waits for nothing is in none.
// A transaction that writes is alone, so nothing needs to be locked.
var hotSQLite = statements{
	readIsolation: sql.LevelDefault,

	laneCandidates: `SELECT i.member FROM inbox i LEFT JOIN lanes l ON l.member = i.member
		WHERE i.wait_at IS NOT NULL AND COALESCE(l.until_at, 0) <= ? ORDER BY i.wait_at, i.member LIMIT ?`,
	laneNext: `SELECT i.body, i.mkey FROM inbox i
		WHERE i.member = ? AND i.wait_at IS NOT NULL ORDER BY i.wait_at, i.mkey LIMIT 1`,
	messageDone: `UPDATE inbox SET wait_at = NULL, state = 'done', ended_at = ?
		WHERE mkey = ? AND wait_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM lanes l WHERE l.member = ? AND l.worker = ? AND l.fence = ?)`,
	messageSet: `UPDATE inbox SET tries = tries + ?, state = ?, reason = ?, wait_at = CASE WHEN ? = 1 THEN wait_at END, ended_at = ?
		WHERE mkey = ? AND wait_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM lanes l WHERE l.member = ? AND l.worker = ? AND l.fence = ?)`,
	wakesDue: `SELECT s.member, s.wake_at FROM sessions s WHERE s.wake_at <= ? ORDER BY s.wake_at LIMIT ?`,
	inboxAdd: `INSERT INTO inbox (mkey, member, kind, at, wait_at, state, tries, reason, body, kept, kept_at, ended_at)
		SELECT value ->> 'key', value ->> 'member', value ->> 'kind', value ->> 'at', value ->> 'at', 'waiting', 0, '',
			value ->> 'body', value ->> 'kept', value ->> 'kept_at', 0
		FROM json_each(?) WHERE true ON CONFLICT (mkey) DO NOTHING`,
	inboxKept: `SELECT i.mkey, i.kept FROM inbox i WHERE i.mkey IN (SELECT value FROM json_each(?))`,

	stepsDue: `SELECT * FROM steps WHERE state = 'planned' AND due <= ? ORDER BY due, skey LIMIT ?`,

	deliveriesAdd: `INSERT INTO deliveries (class, state, due, next_at, look_at, seq, post, member)
		SELECT ?, ?, ?, ?, ?,
			CASE WHEN ? = 1 THEN COALESCE((SELECT MAX(a.seq) FROM deliveries a WHERE a.member = j.value AND a.ended_at = 0), 0) + 1 ELSE 0 END,
			?, j.value
		FROM json_each(?) j WHERE true ON CONFLICT (post, member) DO NOTHING`,
	deliveriesDue: `SELECT ` + deliveryColumns + ` FROM deliveries d WHERE d.class = ? AND d.look_at <= ?
		AND NOT EXISTS (SELECT 1 FROM deliveries a WHERE d.seq > 0 AND a.member = d.member AND a.ended_at = 0
			AND a.seq > 0 AND a.seq < d.seq AND (a.look_at IS NULL OR a.look_at > ?))
		ORDER BY d.look_at, d.id LIMIT ?`,
	deliveriesWith: `SELECT ` + deliveryColumns + ` FROM json_each(?) j CROSS JOIN deliveries d INDEXED BY deliveries_member ON d.member = j.value AND d.ended_at = 0
		WHERE d.class IN (SELECT value FROM json_each(?)) AND d.look_at <= ?`,
	heldFirst: `SELECT MIN(d.next_at) FROM deliveries d INDEXED BY deliveries_member WHERE d.member = ? AND d.ended_at = 0 AND d.state = 'held' AND d.why = ? AND d.look_at = d.next_at`,
	heldGather: `UPDATE deliveries INDEXED BY deliveries_member SET next_at = ?, look_at = ?
		WHERE member = ? AND ended_at = 0 AND state = 'held' AND why = ? AND look_at = next_at AND next_at > ?`,
	answersOpen: `SELECT a.id, a.member, a.seq FROM json_each(?) j CROSS JOIN deliveries a ON a.member = j.value WHERE a.ended_at = 0 AND a.seq > 0`,
	deliveriesClaim: `WITH j AS (SELECT value AS id FROM json_each(?))
		UPDATE deliveries SET fence = fence + 1, worker = ?, look_at = ? WHERE id IN (SELECT j.id FROM j)`,
	deliveriesCall: `UPDATE deliveries SET state = 'calling', call_id = j.call, look_at = NULL
		FROM (SELECT value ->> 'id' AS id, value ->> 'fence' AS fence, value ->> 'call' AS call FROM json_each(?)) j
		WHERE deliveries.id = j.id AND deliveries.fence = j.fence AND deliveries.state IN ('waiting', 'held')`,
	deliveriesSet: `UPDATE deliveries SET state = j.state, next_at = COALESCE(j.next, next_at), look_at = j.next,
			why = j.why, reason = j.reason, tries = j.tries, again = j.again, ended_at = j.ended
		FROM (SELECT value ->> 'id' AS id, value ->> 'fence' AS fence, value ->> 'call' AS call, value ->> 'state' AS state,
			value ->> 'next' AS next, value ->> 'why' AS why, value ->> 'reason' AS reason, value ->> 'tries' AS tries,
			value ->> 'again' AS again, value ->> 'ended' AS ended FROM json_each(?)) j
		WHERE deliveries.id = j.id AND (j.call = '' AND deliveries.fence = j.fence AND deliveries.state IN ('waiting', 'held')
			OR j.call <> '' AND deliveries.call_id = j.call AND deliveries.state = 'calling')`,
	deliveriesRest: `UPDATE deliveries SET state = ?, why = ?, reason = ?, ended_at = ?, look_at = NULL
		FROM (SELECT c.id AS call, i.value AS id FROM calls c, json_each(c.items) i WHERE c.id = ?) j
		WHERE deliveries.id = j.id AND deliveries.call_id = j.call AND deliveries.state = 'calling'
			AND deliveries.id NOT IN (SELECT value FROM json_each(?))`,
	deliveriesOf: `SELECT ` + deliveryColumns + ` FROM json_each(?) j CROSS JOIN deliveries d ON d.id = j.value WHERE d.state = 'calling' ORDER BY d.id`,
	postsMeta:    `SELECT p.* FROM posts p WHERE p.id IN (SELECT value FROM json_each(?))`,
	toldAlready: `SELECT j.id FROM (SELECT ? AS since) s CROSS JOIN
			(SELECT value ->> 'id' AS id, value ->> 'member' AS member, value ->> 'sum' AS sum FROM json_each(?)) j
		WHERE EXISTS (SELECT 1 FROM deliveries d CROSS JOIN posts p ON p.id = d.post
			WHERE d.member = j.member AND d.ended_at >= s.since AND d.state IN ('sent', 'bundled') AND d.id <> j.id AND p.sum = j.sum)`,
	nextDue: `SELECT MIN(look) FROM (
			SELECT (SELECT d.look_at FROM deliveries d WHERE d.class = j.value AND d.look_at IS NOT NULL ORDER BY d.look_at LIMIT 1) AS look FROM json_each(?) j
			UNION ALL
			SELECT (SELECT c.look_at FROM calls c WHERE c.class = j.value AND c.look_at IS NOT NULL ORDER BY c.look_at LIMIT 1) FROM json_each(?) j)`,

	callsDue: `SELECT c.* FROM json_each(?) j CROSS JOIN calls c ON c.class = j.value
		WHERE c.look_at <= ? ORDER BY c.look_at, c.id LIMIT ?`,
	callsClaim: `WITH j AS (SELECT value AS id FROM json_each(?))
		UPDATE calls SET fence = fence + 1, worker = ?, look_at = ? WHERE id IN (SELECT j.id FROM j)`,

	charge: `INSERT INTO sent_counts (member, minute, n, capped)
		SELECT value ->> 'member', value ->> 'minute', value ->> 'n', value ->> 'capped' FROM json_each(?) WHERE true
		ON CONFLICT (member, minute) DO UPDATE SET n = n + excluded.n, capped = capped + excluded.capped`,
	tallies: `SELECT c.member, SUM(CASE WHEN c.minute >= ? THEN c.n ELSE 0 END) AS minute, SUM(CASE WHEN c.minute >= ? THEN c.n ELSE 0 END) AS hour,
			SUM(CASE WHEN c.minute >= ? THEN c.capped ELSE 0 END) AS capped, SUM(CASE WHEN c.minute = ? THEN c.n ELSE 0 END) AS app
		FROM json_each(?) j CROSS JOIN sent_counts c ON c.member = j.value
		WHERE c.minute BETWEEN ? AND ? GROUP BY c.member`,

	photosDue: `SELECT p.* FROM photos p WHERE p.look_at <= ? ORDER BY p.look_at, p.id LIMIT ?`,
	photosClaim: `WITH j AS (SELECT value AS id FROM json_each(?))
		UPDATE photos SET fence = fence + 1, worker = ?, look_at = ? WHERE id IN (SELECT j.id FROM j)`,
}
