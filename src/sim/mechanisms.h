// Mechanisms: how the workers of a closed system coordinate, one function each.
//
// With Z, S and k the means of local work, serial part and one exchange, and B entries a batch:
//   standstill         X = N / (Z + N (S + k (N-1) / B)), the USL with alpha = S / (S + Z), beta =
//                      k / (B (S + Z)), gamma = 1 / (S + Z), for all laws with finite means
//   barrier rounds     the same for a constant Z; a random Z makes a round wait for the slowest
//   parallel exchange  X = N / (Z + N S + k (N-1)), constant Z and k: alpha = (S + k) / (S + Z) and
//                      beta = 0: what is not paid serially is contention, not crosstalk
//   lock queue         M/M/1//N for exponential laws (model/machine_repairman.h): not a USL
// Sources: Gunther (2008), "A General Theory of Computational Scalability Based on Rational
// Functions", arXiv 0808.1431 (the USL is a synchronous bound of the machine repairman); standstill
// by renewal reward: while nobody pauses, N workers complete N / Z requests per time, and each adds
// one pause.
#pragma once

#include "sim/closed_loop_recorder.h"
#include "sim/closed_system.h"
#include "sim/simulate.h"

namespace uslkit {

// Stop-the-world, master lock and leader append: each worker's local work goes on only while nobody
// pauses; at its end everybody stands still for the request's serial part and exchanges. A
// heartbeat is one more standstill, every so often: it takes the same share of time from all N.
void run_standstill(ClosedSystem& system, CalendarKind calendar, ClosedLoopRecorder& recorder);

// Rounds: all work, then one after another holds the lock, with its exchanges inside it; nobody is
// answered, and nobody goes on, before the round is closed.
void run_barrier(ClosedSystem& system, ClosedLoopRecorder& recorder);

// Rounds whose exchanges are made after the lock, by all workers at once.
void run_parallel_exchange(ClosedSystem& system, ClosedLoopRecorder& recorder);

// A lock that serves in the order of asking, while the others go on with their local work.
void run_lock_queue(ClosedSystem& system, CalendarKind calendar, ClosedLoopRecorder& recorder);

}  // namespace uslkit
