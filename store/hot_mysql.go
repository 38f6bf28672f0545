package store

import "database/sql"

// hotMySQL takes rows that others may want with SKIP LOCKED and then changes
// them by primary key. STRAIGHT_JOIN makes the list that was given lead: the
// optimizer knows nothing about the length of JSON.
var hotMySQL = statements{
	readIsolation: sql.LevelRepeatableRead,

	laneCandidates: `SELECT i.member FROM inbox i FORCE INDEX (inbox_waiting) LEFT JOIN lanes l ON l.member = i.member
		WHERE i.wait_at IS NOT NULL AND COALESCE(l.until_at, 0) <= ? ORDER BY i.wait_at, i.member LIMIT ?`,
	laneNext: `SELECT i.body, i.mkey FROM inbox i
		WHERE i.member = ? AND i.wait_at IS NOT NULL ORDER BY i.wait_at, i.mkey LIMIT 1`,
	messageDone: `UPDATE inbox SET wait_at = NULL, state = 'done', ended_at = ?
		WHERE mkey = ? AND wait_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM lanes l WHERE l.member = ? AND l.worker = ? AND l.fence = ?)`,
	messageSet: `UPDATE inbox SET tries = tries + ?, state = ?, reason = ?, wait_at = CASE WHEN ? = 1 THEN wait_at END, ended_at = ?
		WHERE mkey = ? AND wait_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM lanes l WHERE l.member = ? AND l.worker = ? AND l.fence = ?)`,
	wakesDue: `SELECT s.member, s.wake_at FROM sessions s WHERE s.wake_at <= ? ORDER BY s.wake_at LIMIT ? FOR UPDATE SKIP LOCKED`,
	inboxAdd: `INSERT INTO inbox (mkey, member, kind, at, wait_at, state, tries, reason, body, kept, kept_at, ended_at)
		SELECT j.mkey, j.member, j.kind, j.at, j.at, 'waiting', 0, '', j.body, j.kept, j.kept_at, 0
		FROM JSON_TABLE(?, '$[*]' COLUMNS (mkey VARCHAR(255) CHARACTER SET utf8mb4 PATH '$.key', member VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.member', kind VARCHAR(32) CHARACTER SET utf8mb4 PATH '$.kind',
			at BIGINT PATH '$.at', body MEDIUMTEXT CHARACTER SET utf8mb4 PATH '$.body', kept BIGINT PATH '$.kept', kept_at BIGINT PATH '$.kept_at')) j
		ON DUPLICATE KEY UPDATE mkey = inbox.mkey`,
	inboxKept: `SELECT i.mkey, i.kept FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(255) CHARACTER SET utf8mb4 PATH '$')) j STRAIGHT_JOIN inbox i ON i.mkey = j.v`,

	stepsDue: `SELECT * FROM steps WHERE state = 'planned' AND due <= ? ORDER BY due, skey LIMIT ?`,

	deliveriesAdd: `INSERT INTO deliveries (class, state, due, next_at, look_at, seq, post, member)
		SELECT ?, ?, ?, ?, ?,
			CASE WHEN ? = 1 THEN COALESCE((SELECT MAX(a.seq) FROM deliveries a WHERE a.member = j.v AND a.ended_at = 0), 0) + 1 ELSE 0 END,
			?, j.v
		FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j
		ON DUPLICATE KEY UPDATE post = deliveries.post`,
	deliveriesDue: `SELECT ` + deliveryColumns + ` FROM deliveries d FORCE INDEX (deliveries_look) WHERE d.class = ? AND d.look_at <= ?
		AND NOT EXISTS (SELECT 1 FROM deliveries a WHERE d.seq > 0 AND a.member = d.member AND a.ended_at = 0
			AND a.seq > 0 AND a.seq < d.seq AND (a.look_at IS NULL OR a.look_at > ?))
		ORDER BY d.look_at, d.id LIMIT ? FOR UPDATE SKIP LOCKED`,
	deliveriesWith: `SELECT ` + deliveryColumns + ` FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j
		STRAIGHT_JOIN deliveries d FORCE INDEX (deliveries_member) ON d.member = j.v AND d.ended_at = 0
		WHERE d.class IN (SELECT k.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(32) CHARACTER SET utf8mb4 PATH '$')) k) AND d.look_at <= ?
		FOR UPDATE SKIP LOCKED`,
	heldFirst: `SELECT MIN(d.next_at) FROM deliveries d FORCE INDEX (deliveries_member) WHERE d.member = ? AND d.ended_at = 0 AND d.state = 'held' AND d.why = ? AND d.look_at = d.next_at`,
	heldGather: `UPDATE deliveries FORCE INDEX (deliveries_member) SET next_at = ?, look_at = ?
		WHERE member = ? AND ended_at = 0 AND state = 'held' AND why = ? AND look_at = next_at AND next_at > ?`,
	answersOpen: `SELECT a.id, a.member, a.seq FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j
		STRAIGHT_JOIN deliveries a ON a.member = j.v WHERE a.ended_at = 0 AND a.seq > 0`,
	deliveriesClaim: `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT PATH '$')) j STRAIGHT_JOIN deliveries d ON d.id = j.v
		SET d.fence = d.fence + 1, d.worker = ?, d.look_at = ?`,
	deliveriesCall: `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id', fence BIGINT PATH '$.fence', call_id VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.call')) j
		STRAIGHT_JOIN deliveries d ON d.id = j.id
		SET d.state = 'calling', d.call_id = j.call_id, d.look_at = NULL
		WHERE d.fence = j.fence AND d.state IN ('waiting', 'held')`,
	deliveriesSet: `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id', fence BIGINT PATH '$.fence', call_id VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.call',
			state VARCHAR(32) CHARACTER SET utf8mb4 PATH '$.state', next_at BIGINT PATH '$.next', why VARCHAR(32) CHARACTER SET utf8mb4 PATH '$.why',
			reason VARCHAR(255) CHARACTER SET utf8mb4 PATH '$.reason', tries INT PATH '$.tries', again INT PATH '$.again', ended_at BIGINT PATH '$.ended')) j
		STRAIGHT_JOIN deliveries d ON d.id = j.id
		SET d.next_at = COALESCE(j.next_at, d.next_at), d.look_at = j.next_at,
			d.why = j.why, d.reason = j.reason, d.tries = j.tries, d.again = j.again, d.ended_at = j.ended_at, d.state = j.state
		WHERE j.call_id = '' AND d.fence = j.fence AND d.state IN ('waiting', 'held')
			OR j.call_id <> '' AND d.call_id = j.call_id AND d.state = 'calling'`,
	deliveriesRest: `UPDATE calls c STRAIGHT_JOIN JSON_TABLE(c.items, '$[*]' COLUMNS (v BIGINT PATH '$')) i STRAIGHT_JOIN deliveries d ON d.id = i.v
		SET d.state = ?, d.why = ?, d.reason = ?, d.ended_at = ?, d.look_at = NULL
		WHERE c.id = ? AND d.call_id = c.id AND d.state = 'calling'
			AND d.id NOT IN (SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT PATH '$')) j)`,
	deliveriesOf: `SELECT ` + deliveryColumns + ` FROM JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT PATH '$')) j STRAIGHT_JOIN deliveries d ON d.id = j.v
		WHERE d.state = 'calling' ORDER BY d.id`,
	postsMeta: `SELECT p.* FROM JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT PATH '$')) j STRAIGHT_JOIN posts p ON p.id = j.v`,
	toldAlready: `SELECT j.id FROM (SELECT ? AS since) s STRAIGHT_JOIN
			JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id', member VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.member', sum VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.sum')) j
		WHERE EXISTS (SELECT 1 FROM deliveries d STRAIGHT_JOIN posts p ON p.id = d.post
			WHERE d.member = j.member AND d.ended_at >= s.since AND d.state IN ('sent', 'bundled') AND d.id <> j.id AND p.sum = j.sum)`,
	nextDue: `SELECT MIN(look) FROM (
			SELECT (SELECT d.look_at FROM deliveries d WHERE d.class = j.v AND d.look_at IS NOT NULL ORDER BY d.look_at LIMIT 1) AS look
			FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(32) CHARACTER SET utf8mb4 PATH '$')) j
			UNION ALL
			SELECT (SELECT c.look_at FROM calls c WHERE c.class = k.v AND c.look_at IS NOT NULL ORDER BY c.look_at LIMIT 1)
			FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(32) CHARACTER SET utf8mb4 PATH '$')) k) looks`,

	callsDue: `SELECT c.* FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(32) CHARACTER SET utf8mb4 PATH '$')) j STRAIGHT_JOIN calls c FORCE INDEX (calls_look) ON c.class = j.v
		WHERE c.look_at <= ? ORDER BY c.look_at, c.id LIMIT ? FOR UPDATE SKIP LOCKED`,
	callsClaim: `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j STRAIGHT_JOIN calls c ON c.id = j.v
		SET c.fence = c.fence + 1, c.worker = ?, c.look_at = ?`,

	charge: `INSERT INTO sent_counts (member, minute, n, capped)
		SELECT j.member, j.minute, j.n, j.capped FROM JSON_TABLE(?, '$[*]' COLUMNS (member VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.member',
			minute BIGINT PATH '$.minute', n INT PATH '$.n', capped INT PATH '$.capped')) j
		ON DUPLICATE KEY UPDATE n = sent_counts.n + j.n, capped = sent_counts.capped + j.capped`,
	tallies: `SELECT c.member, SUM(CASE WHEN c.minute >= ? THEN c.n ELSE 0 END) AS minute, SUM(CASE WHEN c.minute >= ? THEN c.n ELSE 0 END) AS hour,
			SUM(CASE WHEN c.minute >= ? THEN c.capped ELSE 0 END) AS capped, SUM(CASE WHEN c.minute = ? THEN c.n ELSE 0 END) AS app
		FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j STRAIGHT_JOIN sent_counts c ON c.member = j.v
		WHERE c.minute BETWEEN ? AND ? GROUP BY c.member`,

	photosDue: `SELECT p.* FROM photos p WHERE p.look_at <= ? ORDER BY p.look_at, p.id LIMIT ? FOR UPDATE SKIP LOCKED`,
	photosClaim: `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(255) CHARACTER SET utf8mb4 PATH '$')) j STRAIGHT_JOIN photos p ON p.id = j.v
		SET p.fence = p.fence + 1, p.worker = ?, p.look_at = ?`,
}
