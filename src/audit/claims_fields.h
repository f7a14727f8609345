// The declared fields of claims: one declaration gives reader, JSON Schema and reference page.
#pragma once

#include "audit/claims.h"
#include "scenario/object_fields.h"

namespace uslkit {

template <>
const std::vector<Word<StatedBound>>& words_of<StatedBound>();
template <>
const std::vector<Word<ClaimKind>>& words_of<ClaimKind>();
template <>
const ObjectFields<NamedValue>& fields_of<NamedValue>();
template <>
const ObjectFields<StatedValue>& fields_of<StatedValue>();
template <>
const ObjectFields<Tolerance>& fields_of<Tolerance>();
template <>
const ObjectFields<Reading>& fields_of<Reading>();
template <>
const ObjectFields<FreeParameter>& fields_of<FreeParameter>();
template <>
const ObjectFields<Claim>& fields_of<Claim>();
template <>
const ObjectFields<Combination>& fields_of<Combination>();
template <>
const ObjectFields<Claims>& fields_of<Claims>();

}  // namespace uslkit
