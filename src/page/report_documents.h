// ReportDocuments: the kept results that a report is made of, each recognised by its "document".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/audit_report.h"
#include "base/byte_source.h"
#include "model/usl_fit.h"
#include "scenario/run_result.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// A file as it was read: what a reader needs to make the report again.
struct KeptFile {
  std::string name{};  // as the user wrote it, "-" for standard input
  std::string kind{};  // "fit", "size", "run", "audit"
  std::string sha256{};
  std::string made_by{};              // "uslkit 0.1.0 (4e6f0f9c1d2e), seed 1"
  std::vector<std::string> inputs{};  // "data/cisco_mysql.csv, SHA-256 94e5ba0d3f0d"
};

// One --assert of the command that wrote a document, as it was judged then.
struct KeptAssertion {
  std::string document{};  // the name of the part
  std::string text{};      // "peak.concurrency>=80"
  bool passed = false;
  std::optional<double> value{};
  std::string reason{};
};

struct FitPart {
  std::string name{};
  UslFit fit{};
};

struct PlanPart {
  std::string name{};
  SizingAnswer answer{};
};

struct RunPart {
  std::string name{};
  RunResult result{};
  // By the pipeline, in real time; else simulated.
  [[nodiscard]] bool measured() const { return result.provenance.engine == "pipeline"; }
};

struct AuditPart {
  std::string name{};
  std::vector<AuditReport> reports{};
};

// In the order in which they were given. Names of one kind differ from each other.
struct ReportDocuments {
  std::vector<KeptFile> files{};
  std::vector<KeptAssertion> assertions{};
  std::vector<FitPart> fits{};
  std::vector<PlanPart> plans{};
  std::vector<RunPart> runs{};
  std::vector<AuditPart> audits{};
};

// Reads the source to its end and adds what it holds. Throws InputError for what is no JSON, no
// document of uslkit, a kind that a report has no page for, or a document that is broken.
void add_document(ReportDocuments& documents, ByteSource source);

}  // namespace uslkit
