#include "pipeline/store/pg_schema.h"

namespace uslkit {
namespace {

struct Statement {
  const char* name;
  const char* sql;
};

// A number that only this lock uses.
constexpr const char* kLock = "SELECT pg_advisory_xact_lock(7554850115)";

constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS partitions (
  partition int PRIMARY KEY,
  next_offset bigint NOT NULL,
  epoch bigint NOT NULL,
  last_segment bigint NOT NULL,
  last_letter bigint NOT NULL,
  time bigint NOT NULL);
CREATE TABLE IF NOT EXISTS applied (
  partition int NOT NULL,
  position int NOT NULL,
  segment bigint NOT NULL,
  id bytea NOT NULL,
  PRIMARY KEY (partition, id));
CREATE INDEX IF NOT EXISTS applied_segment ON applied (partition, segment);
CREATE TABLE IF NOT EXISTS segments (
  partition int NOT NULL,
  segment bigint NOT NULL,
  ids bigint NOT NULL,
  time bigint NOT NULL,
  PRIMARY KEY (partition, segment));
CREATE TABLE IF NOT EXISTS states (
  partition int NOT NULL,
  key bytea NOT NULL,
  count bigint NOT NULL,
  sum bigint NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  last_value bigint NOT NULL,
  order_breaks bigint NOT NULL,
  late bigint NOT NULL,
  PRIMARY KEY (partition, key));
CREATE TABLE IF NOT EXISTS letters (
  partition int NOT NULL,
  number bigint NOT NULL,
  segment bigint NOT NULL,
  log_offset bigint NOT NULL,
  id bytea NOT NULL,
  key bytea NOT NULL,
  sequence bigint NOT NULL,
  value int NOT NULL,
  payload bytea NOT NULL,
  reason bytea NOT NULL,
  attempts bigint NOT NULL,
  time bigint NOT NULL,
  PRIMARY KEY (partition, number));
)sql";

constexpr Statement kStatements[] = {
    {"begin", "BEGIN"},
    {"commit", "COMMIT"},
    {"claim", R"sql(
INSERT INTO partitions AS p VALUES ($1::int, 0, 1, 0, 0, -9223372036854775808)
ON CONFLICT (partition) DO UPDATE SET epoch = p.epoch + 1
RETURNING next_offset, epoch, last_segment, last_letter, time)sql"},
    // Waits for whoever is about to commit or to take over.
    {"lock", R"sql(
SELECT next_offset, epoch, last_segment, last_letter, time FROM partitions
WHERE partition = $1::int FOR UPDATE)sql"},
    {"move", R"sql(
UPDATE partitions SET next_offset = $2::bigint, last_segment = $3::bigint,
  last_letter = $4::bigint, time = $5::bigint
WHERE partition = $1::int)sql"},
    {"insert_ids", R"sql(
INSERT INTO applied (partition, position, segment, id)
SELECT $1::int, u.position - 1, $2::bigint, u.id
FROM unnest($3::bytea[]) WITH ORDINALITY AS u (id, position)
ON CONFLICT (partition, id) DO NOTHING
RETURNING position)sql"},
    {"segment_of", R"sql(
SELECT segment FROM applied WHERE partition = $1::int AND id = $2::bytea)sql"},
    {"segments", R"sql(
SELECT segment, ids, time FROM segments WHERE partition = $1::int ORDER BY segment)sql"},
    {"insert_segment", R"sql(
INSERT INTO segments VALUES ($1::int, $2::bigint, $3::bigint, $4::bigint))sql"},
    {"forget_ids", R"sql(
DELETE FROM applied WHERE partition = $1::int AND segment <= $2::bigint)sql"},
    {"forget_segments", R"sql(
DELETE FROM segments WHERE partition = $1::int AND segment <= $2::bigint)sql"},
    // KeyState::followed_by, in SQL.
    {"follow_states", R"sql(
INSERT INTO states AS s (partition, key, count, sum, first_sequence, last_sequence, last_value,
  order_breaks, late)
SELECT $1::int, u.key, u.count, u.sum, u.first_sequence, u.last_sequence, u.last_value,
  u.order_breaks, 0
FROM unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
  $8::bigint[]) AS u (key, count, sum, first_sequence, last_sequence, last_value, order_breaks)
ON CONFLICT (partition, key) DO UPDATE SET
  count = s.count + excluded.count,
  sum = s.sum + excluded.sum,
  last_sequence = excluded.last_sequence,
  last_value = excluded.last_value,
  order_breaks = s.order_breaks + excluded.order_breaks +
    CASE WHEN excluded.first_sequence <= s.last_sequence THEN 1 ELSE 0 END)sql"},
    {"set_state", R"sql(
INSERT INTO states AS s (partition, key, count, sum, first_sequence, last_sequence, last_value,
  order_breaks, late)
VALUES ($1::int, $2::bytea, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::bigint,
  $9::bigint)
ON CONFLICT (partition, key) DO UPDATE SET
  count = excluded.count, sum = excluded.sum, first_sequence = excluded.first_sequence,
  last_sequence = excluded.last_sequence, last_value = excluded.last_value,
  order_breaks = excluded.order_breaks, late = excluded.late)sql"},
    {"state", R"sql(
SELECT key, count, sum, first_sequence, last_sequence, last_value, order_breaks, late
FROM states WHERE partition = $1::int AND key = $2::bytea)sql"},
    {"states_after", R"sql(
SELECT key, count, sum, first_sequence, last_sequence, last_value, order_breaks, late
FROM states WHERE partition = $1::int AND key > $2::bytea ORDER BY key LIMIT 10000)sql"},
    {"insert_letter", R"sql(
INSERT INTO letters VALUES ($1::int, $2::bigint, $3::bigint, $4::bigint, $5::bytea, $6::bytea,
  $7::bigint, $8::int, $9::bytea, $10::bytea, $11::bigint, $12::bigint))sql"},
    {"letters", R"sql(
SELECT number, segment, log_offset, id, key, sequence, value, payload, reason, attempts, time
FROM letters WHERE partition = $1::int AND number >= $2::bigint ORDER BY number
LIMIT $3::bigint)sql"},
    {"remove_letter", R"sql(
DELETE FROM letters WHERE partition = $1::int AND number = $2::bigint)sql"},
};

}  // namespace

void create_pg_schema(PgConnection& connection, const std::string& schema) {
  const std::string name = connection.quoted_name(schema);
  connection.run(std::string("BEGIN; ") + kLock + "; CREATE SCHEMA IF NOT EXISTS " + name +
                 "; SET LOCAL search_path TO " + name + "; " + kTables + " COMMIT;");
  connection.run("SET search_path TO " + name);
}

void prepare_pg_statements(PgConnection& connection) {
  for (const Statement& statement : kStatements) connection.prepare(statement.name, statement.sql);
}

}  // namespace uslkit
