#include "page/report_documents.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "audit/audit_json.h"
#include "base/document_kind.h"
#include "base/spelling.h"
#include "fit/fit_json.h"
#include "scenario/run_result_json.h"
#include "sizing/plan_json.h"

namespace uslkit {
namespace {

constexpr std::size_t kShortHash = 12;

// "plan (2)" for the second of two plans called "plan": a reader must be able to tell them apart.
template <typename Part>
std::string distinct_name(std::string name, const std::vector<Part>& others) {
  const auto taken = [&others](const std::string& candidate) {
    return std::any_of(others.begin(), others.end(),
                       [&candidate](const Part& other) { return other.name == candidate; });
  };
  if (!taken(name)) return name;
  int number = 2;
  while (taken(fmt::format("{} ({})", name, number))) ++number;
  return fmt::format("{} ({})", name, number);
}

std::string maker_of(const JsonValue& root) {
  const JsonValue tool = root.object_at("tool");
  return fmt::format("{} {} ({}), seed {}", tool.string_at("name"), tool.string_at("version"),
                     tool.string_at("git_id"), root.integer_at("seed"));
}

std::vector<std::string> inputs_of(const JsonValue& root) {
  std::vector<std::string> inputs;
  for (const JsonValue& input : root.array_at("inputs")) {
    inputs.push_back(fmt::format("{}, SHA-256 {}", input.string_at("name"),
                                 input.string_at("sha256").substr(0, kShortHash)));
  }
  return inputs;
}

void add_assertions(ReportDocuments& documents, const JsonValue& root, const std::string& name) {
  const std::optional<JsonValue> assertions = root.find("assertions");
  if (!assertions) return;
  for (const JsonValue& each : assertions->elements()) {
    const JsonValue value = each.at("value");
    const std::optional<JsonValue> reason = each.find("reason");
    documents.assertions.push_back(
        {.document = name,
         .text = each.string_at("assertion"),
         .passed = each.boolean_at("passed"),
         .value = value.is_null() ? std::nullopt : std::optional(value.number()),
         .reason = reason ? reason->string() : ""});
  }
}

std::string fit_name(const JsonValue& root, const UslFit& fit, const std::string& file) {
  const std::optional<JsonValue> label = root.find("label");
  if (label && !label->string().empty()) return label->string();
  return fit.sources.empty() ? file : fit.sources.front().name;
}

std::string or_file(const std::string& name, const std::string& file) {
  return name.empty() ? file : name;
}

// A simulation and a measurement of one scenario carry one name.
std::string run_name(const RunPart& part, const std::string& file) {
  return fmt::format("{} ({})", or_file(part.result.name, file),
                     part.measured() ? "measured" : "simulated");
}

// The name of the part that was added.
std::string add_part(ReportDocuments& documents, const JsonDocument& document,
                     const std::string& kind, const std::string& file) {
  const JsonValue root = document.root();
  if (kind == "fit") {
    FitPart part{.name = {}, .fit = fit_from_json(document)};
    part.name = distinct_name(fit_name(root, part.fit, file), documents.fits);
    documents.fits.push_back(std::move(part));
    return documents.fits.back().name;
  }
  if (kind == "size") {
    PlanPart part{.name = {}, .answer = sizing_answer_from_json(document)};
    part.name = distinct_name(or_file(part.answer.plan.name, file), documents.plans);
    documents.plans.push_back(std::move(part));
    return documents.plans.back().name;
  }
  if (kind == "run") {
    RunPart part{.name = {}, .result = run_result_from_json(document)};
    part.name = distinct_name(run_name(part, file), documents.runs);
    documents.runs.push_back(std::move(part));
    return documents.runs.back().name;
  }
  AuditPart part{.name = {}, .reports = audit_reports_from_json(document)};
  const std::string name = part.reports.empty() ? "" : part.reports.front().name;
  part.name = distinct_name(or_file(name, file), documents.audits);
  documents.audits.push_back(std::move(part));
  return documents.audits.back().name;
}

void check_kind(const JsonValue& root, const std::string& kind) {
  const std::vector<std::string> kinds = {"fit", "size", "run", "audit"};
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return;
  root.at("document")
      .fail(fmt::format("a document of kind {}", uslkit::quoted(kind)),
            fmt::format("a document of kind {}", one_of(kinds)),
            "a report is made of what fit, size, simulate, run and audit keep with --json");
}

}  // namespace

void add_document(ReportDocuments& documents, ByteSource source) {
  const std::string name = source.name();
  const std::string text = source.read_all();
  const JsonDocument document =
      JsonDocument::parse(text, {.source = name, .max_bytes = 256u << 20});
  const JsonValue root = document.root();
  const std::string kind = document_kind(root);
  check_kind(root, kind);
  const std::string part = add_part(documents, document, kind, name);
  documents.files.push_back({.name = name,
                             .kind = kind,
                             .sha256 = source.sha256(),
                             .made_by = maker_of(root),
                             .inputs = inputs_of(root)});
  add_assertions(documents, root, part);
}

}  // namespace uslkit
