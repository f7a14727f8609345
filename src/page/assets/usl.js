// The Universal Scalability Law, operation for operation as in src/model/usl.cc and
// src/fit/predict.cc, so that the page and the command line print the same digits.
const usl = {
  denominator(p, n) {
    const others = n - 1;
    return 1 + p.alpha * others + p.beta * n * others;
  },
  throughput(p, n) {
    const d = usl.denominator(p, n);
    return d > 0 ? p.gamma * n / d : Infinity;
  },
  latency: (p, n) => usl.denominator(p, n) / p.gamma,
  efficiency(p, n) {
    const d = usl.denominator(p, n);
    return d > 0 ? 1 / d : Infinity;
  },
  gain: (p, n) => usl.throughput(p, n + 1) - usl.throughput(p, n),

  // null where the curve never turns.
  peak(p) {
    if (!(p.beta > 0)) return null;
    const square = (1 - p.alpha) / p.beta;
    if (!(square < 2 ** 106)) return null;
    if (square <= 1) return { concurrency: 1, throughput: usl.throughput(p, 1), best: 1 };
    const concurrency = Math.sqrt(square);
    let best = Math.floor(concurrency) - 1;
    while (best < 1 || best * (best + 1) < square) ++best;
    return { concurrency, throughput: usl.throughput(p, concurrency), best };
  },

  // The largest throughput at any whole N.
  wholeLimit(p) {
    const peak = usl.peak(p);
    if (peak) return usl.throughput(p, peak.best);
    return p.beta === 0 && p.alpha > 0 ? p.gamma / p.alpha : Infinity;
  },

  quadraticRoots(a, b, c) {
    let discriminant = b * b - 4 * a * c;
    if (Math.abs(discriminant) <= 1e-14 * b * b) discriminant = 0;
    if (discriminant < 0) return null;
    const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
    if (q === 0) return [0, 0];
    return [q / a, c / q].sort((one, other) => one - other);
  },

  // N on the rising branch with X(N) = throughput, or null.
  concurrencyAt(p, throughput) {
    const positive = (n) => (n > 0 && Number.isFinite(n) ? n : null);
    const perWorker = p.gamma / throughput;
    if (p.beta === 0) {
      if (perWorker <= p.alpha) return null;
      return positive((1 - p.alpha) / (perWorker - p.alpha));
    }
    const roots = usl.quadraticRoots(p.beta, p.alpha - p.beta - perWorker, 1 - p.alpha);
    if (!roots || p.alpha >= 1) return null;
    return positive(p.beta < 0 ? roots[1] : roots[0]);
  },

  // Smallest whole N that reaches it, or null.
  workersFor(p, throughput) {
    if (usl.throughput(p, 1) >= throughput) return 1;
    const root = usl.concurrencyAt(p, throughput);
    if (root === null || root > 2 ** 53) return null;
    let workers = Math.max(1, Math.floor(root));
    if (usl.throughput(p, workers) < throughput) ++workers;
    return usl.throughput(p, workers) < throughput * (1 - 1e-14) ? null : workers;
  },

  // The fewest equal cells that share nothing and reach it together.
  cellsFor(p, throughput) {
    const workers = usl.workersFor(p, throughput);
    if (workers !== null) return { cells: 1, perCell: workers };
    const quotient = throughput / usl.wholeLimit(p);
    const cells = usl.peak(p) ? Math.ceil(quotient * (1 - 1e-12)) : Math.floor(quotient) + 1;
    return { cells, perCell: usl.workersFor(p, throughput / cells * (1 - 1e-12)) };
  },
};
