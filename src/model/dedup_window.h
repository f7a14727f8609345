// What it takes to remember the identifiers of a deduplication window.
#pragma once

namespace uslkit {

// lambda x window: identifiers that arrive in the window. Both >= 0, in one unit of time.
[[nodiscard]] double identifiers_in_window(double arrival_rate, double window);

// Bits of a Bloom filter with a share f of false positives in (0, 1), n >= 0 entries:
// n ln(1/f) / ln(2)^2 = n x 1.44 log2(1/f), with the optimal number of hashes. Source: Bloom
// (1970); Broder and Mitzenmacher (2004), "Network Applications of Bloom Filters". A hit may be
// false: without an authoritative look-up behind it, a share f of *new* events would be lost.
[[nodiscard]] double bloom_bits(double entries, double false_positive_share);

// log2(1/f): the number of hashes at that optimum (round to an integer >= 1 to build one).
[[nodiscard]] double bloom_hashes(double false_positive_share);

}  // namespace uslkit
