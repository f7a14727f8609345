#include "model/open_network.h"

#include <cmath>
#include <utility>

#include "base/check.h"
#include "model/multi_server_queue.h"

namespace uslkit {

namespace {

using Matrix = std::vector<std::vector<double>>;

void check(const OpenNetwork& network) {
  const std::size_t count = network.nodes.size();
  USLKIT_CHECK(network.routing.size() == count);
  for (const NetworkNode& node : network.nodes) {
    USLKIT_CHECK(std::isfinite(node.external_rate));
    USLKIT_CHECK(node.external_rate >= 0.0);
  }
  for (const std::vector<double>& row : network.routing) {
    USLKIT_CHECK(row.size() == count);
    double sum = 0.0;
    for (const double probability : row) {
      USLKIT_CHECK(probability >= 0.0);
      sum += probability;
    }
    USLKIT_CHECK(sum <= 1.0 + 1e-12);
  }
}

std::size_t row_of_largest(const Matrix& matrix, std::size_t column) {
  std::size_t best = column;
  for (std::size_t row = column + 1; row < matrix.size(); ++row) {
    if (std::abs(matrix[row][column]) > std::abs(matrix[best][column])) best = row;
  }
  return best;
}

// Gaussian elimination with partial pivoting.
std::vector<double> solve_linear(Matrix matrix, std::vector<double> right) {
  const std::size_t count = right.size();
  for (std::size_t column = 0; column < count; ++column) {
    const std::size_t pivot = row_of_largest(matrix, column);
    std::swap(matrix[column], matrix[pivot]);
    std::swap(right[column], right[pivot]);
    // A vanishing pivot means a set of nodes that requests never leave.
    USLKIT_CHECK(std::abs(matrix[column][column]) > 1e-14);
    for (std::size_t row = column + 1; row < count; ++row) {
      const double factor = matrix[row][column] / matrix[column][column];
      for (std::size_t j = column; j < count; ++j) matrix[row][j] -= factor * matrix[column][j];
      right[row] -= factor * right[column];
    }
  }
  for (std::size_t row = count; row-- > 0;) {
    for (std::size_t j = row + 1; j < count; ++j) right[row] -= matrix[row][j] * right[j];
    right[row] /= matrix[row][row];
  }
  return right;
}

// (I - R^T) lambda = gamma.
std::vector<double> traffic(const OpenNetwork& network) {
  const std::size_t count = network.nodes.size();
  Matrix matrix(count, std::vector<double>(count, 0.0));
  std::vector<double> external(count, 0.0);
  for (std::size_t j = 0; j < count; ++j) {
    external[j] = network.nodes[j].external_rate;
    for (std::size_t i = 0; i < count; ++i) {
      matrix[j][i] = (i == j ? 1.0 : 0.0) - network.routing[i][j];
    }
  }
  return solve_linear(std::move(matrix), std::move(external));
}

}  // namespace

OpenNetworkMeans solve(const OpenNetwork& network) {
  check(network);
  OpenNetworkMeans means;
  means.rates = traffic(network);
  double inside = 0.0;
  double entering = 0.0;
  for (std::size_t j = 0; j < network.nodes.size(); ++j) {
    const NetworkNode& node = network.nodes[j];
    // Elimination may leave -1e-17 where nothing arrives.
    means.rates[j] = means.rates[j] < 0.0 ? 0.0 : means.rates[j];
    const MMcQueue queue{
        .arrival_rate = means.rates[j], .service_time = node.service_time, .servers = node.servers};
    means.utilisations.push_back(queue.utilisation());
    means.mean_numbers.push_back(queue.mean_number_in_system());
    inside += means.mean_numbers.back();
    entering += node.external_rate;
  }
  means.mean_latency = entering == 0.0 ? 0.0 : inside / entering;
  return means;
}

}  // namespace uslkit
