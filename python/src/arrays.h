// arrays: numpy arrays in, without a copy where they are contiguous doubles already, and columns of
// our own structs out as views that keep their owner alive.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace uslkit::python {

// Doubles in a row, converted only where they are not.
using DoublesIn = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

// Keeps the owner of viewed memory alive as long as an array sees it.
[[nodiscard]] inline pybind11::capsule kept_alive(std::shared_ptr<const void> owner) {
  using Kept = std::shared_ptr<const void>;
  return pybind11::capsule(new Kept(std::move(owner)),
                           [](void* kept) { delete static_cast<Kept*>(kept); });
}

// `count` values of one type, `stride` bytes apart; read-only, no copy.
template <class Value>
[[nodiscard]] pybind11::array strided_view(const Value* first, std::size_t count,
                                           std::size_t stride, const pybind11::capsule& owner) {
  if (count == 0) return pybind11::array_t<Value>(0);
  pybind11::array_t<Value> array({count}, {stride}, first, owner);
  array.attr("flags").attr("writeable") = false;
  return array;
}

// One member of every row, as a view.
template <class Row, class Value>
[[nodiscard]] pybind11::array column(const std::vector<Row>& rows, Value Row::*member,
                                     const pybind11::capsule& owner) {
  if (rows.empty()) return pybind11::array_t<Value>(0);
  return strided_view(&(rows.front().*member), rows.size(), sizeof(Row), owner);
}

[[nodiscard]] inline pybind11::array column(const std::vector<double>& values,
                                            const pybind11::capsule& owner) {
  return strided_view(values.data(), values.size(), sizeof(double), owner);
}

// `function` of every element; the result has the shape of the input.
template <class Function>
[[nodiscard]] pybind11::array_t<double> mapped(const DoublesIn& in, const Function& function) {
  std::vector<pybind11::ssize_t> shape(in.shape(), in.shape() + in.ndim());
  pybind11::array_t<double> out(shape);
  const double* from = in.data();
  double* to = out.mutable_data();
  for (pybind11::ssize_t i = 0; i < in.size(); ++i) to[i] = function(from[i]);
  return out;
}

}  // namespace uslkit::python
