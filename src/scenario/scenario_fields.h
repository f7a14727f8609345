// scenario_fields: which structs, variants and words of a scenario are declared; the declarations
// themselves stand in *_fields.cc, one file per section.
#pragma once

#include "scenario/object_fields.h"
#include "scenario/scenario.h"

namespace uslkit {

// service_law_fields.cc
template <>
const ObjectFields<ConstantLaw>& fields_of<ConstantLaw>();
template <>
const ObjectFields<ExponentialLaw>& fields_of<ExponentialLaw>();
template <>
const ObjectFields<ErlangLaw>& fields_of<ErlangLaw>();
template <>
const ObjectFields<UniformLaw>& fields_of<UniformLaw>();
template <>
const ObjectFields<LognormalLaw>& fields_of<LognormalLaw>();
template <>
const ObjectFields<HyperexponentialLaw>& fields_of<HyperexponentialLaw>();
template <>
const ObjectFields<QuantilePoint>& fields_of<QuantilePoint>();
template <>
const ObjectFields<EmpiricalLaw>& fields_of<EmpiricalLaw>();
template <>
const ObjectFields<ServiceLaw>& fields_of<ServiceLaw>();
template <>
const ObjectFields<BatchLaw>& fields_of<BatchLaw>();

// rate_fields.cc
template <>
const ObjectFields<ConstantRate>& fields_of<ConstantRate>();
template <>
const ObjectFields<RateStep>& fields_of<RateStep>();
template <>
const ObjectFields<StepsRate>& fields_of<StepsRate>();
template <>
const ObjectFields<RampRate>& fields_of<RampRate>();
template <>
const ObjectFields<SpikeRate>& fields_of<SpikeRate>();
template <>
const ObjectFields<DiurnalRate>& fields_of<DiurnalRate>();
template <>
const ObjectFields<TraceRate>& fields_of<TraceRate>();
template <>
const ObjectFields<SumRate>& fields_of<SumRate>();
template <>
const ObjectFields<MultiplierPoint>& fields_of<MultiplierPoint>();
template <>
const ObjectFields<ProductRate>& fields_of<ProductRate>();
template <>
const ObjectFields<RateProfile>& fields_of<RateProfile>();

// traffic_fields.cc
template <>
const ObjectFields<PoissonArrivals>& fields_of<PoissonArrivals>();
template <>
const ObjectFields<DeterministicArrivals>& fields_of<DeterministicArrivals>();
template <>
const ObjectFields<MmppArrivals>& fields_of<MmppArrivals>();
template <>
const ObjectFields<Arrivals>& fields_of<Arrivals>();
template <>
const ObjectFields<NoTenants>& fields_of<NoTenants>();
template <>
const ObjectFields<UniformTenants>& fields_of<UniformTenants>();
template <>
const ObjectFields<ZipfTenants>& fields_of<ZipfTenants>();
template <>
const ObjectFields<HotTenant>& fields_of<HotTenant>();
template <>
const ObjectFields<HotTenants>& fields_of<HotTenants>();
template <>
const ObjectFields<Tenants>& fields_of<Tenants>();
template <>
const std::vector<Word<Jitter>>& words_of<Jitter>();
template <>
const ObjectFields<RetryBudgetSpec>& fields_of<RetryBudgetSpec>();
template <>
const ObjectFields<ClientRetrySpec>& fields_of<ClientRetrySpec>();
template <>
const std::vector<Word<Durability>>& words_of<Durability>();
template <>
const std::vector<Word<Operation>>& words_of<Operation>();
template <>
const ObjectFields<TrafficClass>& fields_of<TrafficClass>();
template <>
const ObjectFields<TrafficSpec>& fields_of<TrafficSpec>();

// admission_fields.cc
template <>
const std::vector<Word<Signal>>& words_of<Signal>();
template <>
const std::vector<Word<LimitScope>>& words_of<LimitScope>();
template <>
const ObjectFields<TokenBucketSpec>& fields_of<TokenBucketSpec>();
template <>
const ObjectFields<LeakyBucketSpec>& fields_of<LeakyBucketSpec>();
template <>
const ObjectFields<FixedWindowSpec>& fields_of<FixedWindowSpec>();
template <>
const ObjectFields<SlidingWindowSpec>& fields_of<SlidingWindowSpec>();
template <>
const ObjectFields<PidLimiterSpec>& fields_of<PidLimiterSpec>();
template <>
const std::vector<Word<ConcurrencyLimitKind>>& words_of<ConcurrencyLimitKind>();
template <>
const ObjectFields<ConcurrencyLimitSpec>& fields_of<ConcurrencyLimitSpec>();
template <>
const ObjectFields<PriorityThreshold>& fields_of<PriorityThreshold>();
template <>
const ObjectFields<PrioritySheddingSpec>& fields_of<PrioritySheddingSpec>();
template <>
const ObjectFields<ProbabilisticSheddingSpec>& fields_of<ProbabilisticSheddingSpec>();
template <>
const ObjectFields<CircuitBreakerSpec>& fields_of<CircuitBreakerSpec>();
template <>
const ObjectFields<AdmissionSpec>& fields_of<AdmissionSpec>();

// ingress_fields.cc
template <>
const std::vector<Word<Balancing>>& words_of<Balancing>();
template <>
const ObjectFields<IngressSpec>& fields_of<IngressSpec>();

// event_log_fields.cc
template <>
const std::vector<Word<LogProfile>>& words_of<LogProfile>();
template <>
const std::vector<Word<PartitionerKind>>& words_of<PartitionerKind>();
template <>
const ObjectFields<DirectoryEntry>& fields_of<DirectoryEntry>();
template <>
const ObjectFields<PartitionerSpec>& fields_of<PartitionerSpec>();
template <>
const std::vector<Word<LogFull>>& words_of<LogFull>();
template <>
const ObjectFields<ReshardingSpec>& fields_of<ReshardingSpec>();
template <>
const ObjectFields<LogSpec>& fields_of<LogSpec>();

// autoscaler_fields.cc
template <>
const std::vector<Word<LagKind>>& words_of<LagKind>();
template <>
const ObjectFields<LagAutoscalerSpec>& fields_of<LagAutoscalerSpec>();
template <>
const ObjectFields<CpuAutoscalerSpec>& fields_of<CpuAutoscalerSpec>();
template <>
const ObjectFields<UslAutoscalerSpec>& fields_of<UslAutoscalerSpec>();
template <>
const ObjectFields<KedaAutoscalerSpec>& fields_of<KedaAutoscalerSpec>();
template <>
const ObjectFields<FlinkAutoscalerSpec>& fields_of<FlinkAutoscalerSpec>();
template <>
const ObjectFields<AutoscalerSpec>& fields_of<AutoscalerSpec>();

// consumers_fields.cc
template <>
const std::vector<Word<RebalanceProtocol>>& words_of<RebalanceProtocol>();
template <>
const ObjectFields<RebalanceSpec>& fields_of<RebalanceSpec>();
template <>
const std::vector<Word<Idempotency>>& words_of<Idempotency>();
template <>
const std::vector<Word<WorkStyle>>& words_of<WorkStyle>();
template <>
const ObjectFields<ConsumersSpec>& fields_of<ConsumersSpec>();

// database_fields.cc
template <>
const std::vector<Word<WriteMode>>& words_of<WriteMode>();
template <>
const ObjectFields<UslLoad>& fields_of<UslLoad>();
template <>
const std::vector<Word<StampedeProtection>>& words_of<StampedeProtection>();
template <>
const ObjectFields<CacheSpec>& fields_of<CacheSpec>();
template <>
const ObjectFields<DatabaseSpec>& fields_of<DatabaseSpec>();

// synchronous_fields.cc
template <>
const ObjectFields<CrashSpec>& fields_of<CrashSpec>();
template <>
const ObjectFields<SynchronousSpec>& fields_of<SynchronousSpec>();

// coordination_fields.cc
template <>
const std::vector<Word<Mechanism>>& words_of<Mechanism>();
template <>
const ObjectFields<CoordinationSpec>& fields_of<CoordinationSpec>();

// cells_router_fields.cc
template <>
const ObjectFields<CellsSpec>& fields_of<CellsSpec>();

// faults_fields.cc
template <>
const ObjectFields<KillConsumersFault>& fields_of<KillConsumersFault>();
template <>
const std::vector<Word<LatencyPlace>>& words_of<LatencyPlace>();
template <>
const ObjectFields<LatencyFault>& fields_of<LatencyFault>();
template <>
const ObjectFields<PartitionFault>& fields_of<PartitionFault>();
template <>
const ObjectFields<BrokerLossFault>& fields_of<BrokerLossFault>();
template <>
const ObjectFields<SlowDatabaseFault>& fields_of<SlowDatabaseFault>();
template <>
const ObjectFields<DatabaseOutageFault>& fields_of<DatabaseOutageFault>();
template <>
const ObjectFields<CellLossFault>& fields_of<CellLossFault>();
template <>
const ObjectFields<ConsumerPauseFault>& fields_of<ConsumerPauseFault>();
template <>
const ObjectFields<ClockSkewFault>& fields_of<ClockSkewFault>();
template <>
const ObjectFields<CacheFlushFault>& fields_of<CacheFlushFault>();
template <>
const ObjectFields<DiskFullFault>& fields_of<DiskFullFault>();
template <>
const ObjectFields<Fault>& fields_of<Fault>();

// runbook_fields.cc
template <>
const ObjectFields<ScaleConsumersAction>& fields_of<ScaleConsumersAction>();
template <>
const ObjectFields<AggressiveCachingAction>& fields_of<AggressiveCachingAction>();
template <>
const ObjectFields<ReadOnlyAction>& fields_of<ReadOnlyAction>();
template <>
const ObjectFields<ShedClassAction>& fields_of<ShedClassAction>();
template <>
const ObjectFields<LimitRateAction>& fields_of<LimitRateAction>();
template <>
const ObjectFields<Condition>& fields_of<Condition>();
template <>
const ObjectFields<RunbookAction>& fields_of<RunbookAction>();

// objectives_fields.cc
template <>
const std::vector<Word<LatencyKind>>& words_of<LatencyKind>();
template <>
const ObjectFields<LatencyObjective>& fields_of<LatencyObjective>();
template <>
const ObjectFields<LagObjective>& fields_of<LagObjective>();
template <>
const ObjectFields<AvailabilityObjective>& fields_of<AvailabilityObjective>();
template <>
const ObjectFields<RecoveryObjective>& fields_of<RecoveryObjective>();
template <>
const ObjectFields<ShedObjective>& fields_of<ShedObjective>();
template <>
const ObjectFields<DeadLetterObjective>& fields_of<DeadLetterObjective>();
template <>
const ObjectFields<Objective>& fields_of<Objective>();

// scenario_fields.cc
template <>
const std::vector<Word<Architecture>>& words_of<Architecture>();
template <>
const ObjectFields<RunBudget>& fields_of<RunBudget>();
template <>
const ObjectFields<Scenario>& fields_of<Scenario>();

}  // namespace uslkit
