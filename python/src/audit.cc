// Published claims, computed again.
#include "audit/audit.h"

#include <pybind11/stl.h>

#include "audit/claims_file.h"
#include "bindings.h"
#include "documents/audit_document.h"
#include "interruptible.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

Document audit_of(const std::vector<std::string>& files, const std::vector<std::string>& families,
                  const std::vector<std::string>& ids, const py::object& threads) {
  const int count = thread_count(threads);
  std::vector<ClaimsFile> claims;
  for (const std::string& file : files) claims.push_back(read_claims(file));
  return interruptible([&](StopRequest stop) {
    AuditOptions options{.families = families, .ids = ids};
    options.files = {.threads = count, .stop = stop};
    std::vector<AuditReport> reports;
    for (const ClaimsFile& each : claims) {
      reports.push_back(run_audit(each, options));
      throw_if_stopped(stop);
    }
    return Document{audit_document(reports, {{"family", families},
                                             {"id", ids},
                                             {"verdict", nlohmann::ordered_json::array()},
                                             {"fail_on", nlohmann::ordered_json::array()}})};
  });
}

}  // namespace

void bind_audit(py::module_& module) {
  module.def("audit", audit_of, py::arg("files"), py::kw_only(), py::arg("families"),
             py::arg("ids"), py::arg("threads"));
}

}  // namespace uslkit::python
