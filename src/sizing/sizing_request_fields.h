// sizing_request_fields: which structs, variants and words of a sizing request are declared; the
// declarations stand in sizing_request_fields.cc and uncertain_fields.cc.
#pragma once

#include "scenario/object_fields.h"
#include "scenario/scenario_fields.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// uncertain_fields.cc
template <>
const ObjectFields<KnownRate>& fields_of<KnownRate>();
template <>
const ObjectFields<RateRange>& fields_of<RateRange>();
template <>
const ObjectFields<UncertainRate>& fields_of<UncertainRate>();
template <>
const ObjectFields<KnownDuration>& fields_of<KnownDuration>();
template <>
const ObjectFields<DurationRange>& fields_of<DurationRange>();
template <>
const ObjectFields<UncertainDuration>& fields_of<UncertainDuration>();
template <>
const ObjectFields<KnownFactor>& fields_of<KnownFactor>();
template <>
const ObjectFields<FactorRange>& fields_of<FactorRange>();
template <>
const ObjectFields<UncertainFactor>& fields_of<UncertainFactor>();
template <>
const ObjectFields<UslCapacity>& fields_of<UslCapacity>();
template <>
const ObjectFields<FitCapacity>& fields_of<FitCapacity>();
template <>
const ObjectFields<WorkerCapacity>& fields_of<WorkerCapacity>();

// sizing_request_fields.cc
template <>
const ObjectFields<SizingSlo>& fields_of<SizingSlo>();
template <>
const ObjectFields<HeadroomSpec>& fields_of<HeadroomSpec>();
template <>
const ObjectFields<DomainsSpec>& fields_of<DomainsSpec>();
template <>
const ObjectFields<IngressCapacity>& fields_of<IngressCapacity>();
template <>
const ObjectFields<BrokerCapacity>& fields_of<BrokerCapacity>();
template <>
const ObjectFields<LogCapacity>& fields_of<LogCapacity>();
template <>
const ObjectFields<ConsumerCapacity>& fields_of<ConsumerCapacity>();
template <>
const ObjectFields<DatabaseCapacity>& fields_of<DatabaseCapacity>();
template <>
const ObjectFields<LargestCell>& fields_of<LargestCell>();
template <>
const std::vector<Word<CellPreference>>& words_of<CellPreference>();
template <>
const ObjectFields<CellsRequest>& fields_of<CellsRequest>();
template <>
const ObjectFields<DeduplicationSpec>& fields_of<DeduplicationSpec>();
template <>
const ObjectFields<PricesSpec>& fields_of<PricesSpec>();
template <>
const ObjectFields<GrowthSpec>& fields_of<GrowthSpec>();
template <>
const ObjectFields<CurrentDeployment>& fields_of<CurrentDeployment>();
template <>
const ObjectFields<SizingRequest>& fields_of<SizingRequest>();

}  // namespace uslkit
