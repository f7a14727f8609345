// What every binding needs of documents: their text, their sources, a scenario from a file or dict.
#include <algorithm>
#include <thread>

#include "base/atomic_file.h"
#include "base/byte_source.h"
#include "bindings.h"
#include "documents/json_text.h"
#include "json_to_python.h"
#include "whole_number.h"

namespace py = pybind11;

namespace uslkit::python {
MeasurementSource source_of(const nlohmann::ordered_json& document, const std::string& name,
                            const std::string& format) {
  ByteSource source = ByteSource::from_text(json_text(document), name);
  source.drain();
  return {.name = name,
          .format = format,
          .sha256 = source.sha256(),
          .bytes = source.bytes(),
          .rows = 1};
}

DocumentText document_text(const py::object& from, const std::string& kind) {
  constexpr std::size_t kMostBytes = 16u << 20;
  ByteSource source = py::isinstance<py::dict>(from)
                          ? ByteSource::from_text(json_text_of(from), kind)
                          : ByteSource::open(py::str(from).cast<std::string>());
  DocumentText result;
  result.text = source.read_all(kMostBytes);
  result.source = {.name = source.name(),
                   .format = "uslkit " + kind,
                   .sha256 = source.sha256(),
                   .bytes = source.bytes(),
                   .rows = 1};
  return result;
}

int thread_count(const py::handle& wanted) {
  constexpr int kMost = 1024;  // as the program
  const int count = whole_number("threads", wanted, 0, kMost);
  if (count > 0) return count;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

void bind_documents(py::module_& module) {
  py::class_<Document>(module, "Document")
      .def("values", [](const Document& document) { return to_python(document.json); })
      .def("text", [](const Document& document) { return json_text(document.json); });
  module.def("write_file", [](const std::string& path, const py::bytes& bytes) {
    const std::string_view view = bytes;
    write_file_atomically(path, view);
  });
}

}  // namespace uslkit::python
