// Package store keeps everything: the domain's records, conversations, the
// inbox and the outbox, on SQLite or MySQL, with one set of code. It is the only
// package that knows gorm, SQL and Redis.
//
// A [DB] is a database. What happens together happens in one [Tx], which is the
// [safety.Store] of its transaction. Besides, a DB is the inbox that members'
// messages are kept in, the outbox that the deliverer drains, and the place
// where replicas agree on who does what, by leases with growing fences.
//
// To add a record: a migration for each database in migrations, a row type and
// its mapping in a file of its own, and a test in the suite that runs on both.
// Statements that run on every tick stand in hot_sqlite.go and hot_mysql.go;
// a test asserts that each of them searches an index.
//
// Every moment is stored as Unix milliseconds, zero for none: text in zones
// cannot be compared by SQL. Text is compared to the byte on both databases,
// except that MySQL overlooks spaces at its end: no key has any.
package store
