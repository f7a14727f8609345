// pg_schema: the tables of the PostgreSQL backend, and every statement it uses, by name.
//
//   partitions  one row each: next offset, epoch of the owner, last numbers given
//   applied     the ids of the window; its primary key is what makes a repeat impossible
//   segments    how many ids each remembered batch has, and when it came
//   states      KeyState per key
//   letters     the dead-letter queue
#pragma once

#include <string>

#include "pipeline/store/pg_connection.h"

namespace uslkit {

// Creates what is missing; sessions that do it at once wait for each other.
void create_pg_schema(PgConnection& connection, const std::string& schema);
void prepare_pg_statements(PgConnection& connection);

}  // namespace uslkit
