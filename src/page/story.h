// Story: what a report says, in reading order, before it becomes HTML or Markdown: the question,
// the answers, then the evidence chapter by chapter.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/report_documents.h"
#include "report/report_section.h"

namespace uslkit {

enum class Standing { good, bad, open };  // kept, broken, nothing to keep

// One number that people ask for first.
struct Fact {
  std::string label{};  // "best whole N"
  std::string value{};  // "93"
  std::string note{};   // "95 %: 74.8 to 136"; may be empty
};

struct AnswerCard {
  std::string heading{};  // "SDM91: how far does it scale?"
  Standing standing = Standing::open;
  std::string verdict{};  // "3 of 4 objectives kept"
  std::vector<Fact> facts{};
  std::vector<std::string> sentences{};
  std::string chapter_id{};  // its evidence
};

// What a page draws under a section, from the data of the part with that index.
enum class Chart {
  none,
  usl,          // the law with bands and sliders, latency, residuals
  timeline,     // linked panels over time
  partitions,   // heat map, or bars where a run has no series by partition
  percentiles,  // latency by percentile
  comparison,   // a prediction over its measurement
};
[[nodiscard]] const char* name_of(Chart chart);

struct PageSection {
  ReportSection content{};
  Chart chart = Chart::none;
  std::size_t part = 0;                 // index among the parts of its kind
  bool folded = false;                  // shown on demand
  std::vector<ReportSection> behind{};  // shown on demand below it: formulas of a table
  std::string behind_heading{};
};

struct Chapter {
  std::string id{};  // "fit-1": the fragment of its address
  std::string title{};
  std::vector<PageSection> sections{};
};

struct Story {
  std::string title{};
  std::string question{};
  std::vector<AnswerCard> answers{};
  std::vector<Chapter> chapters{};
};

struct StoryOptions {
  std::string title{};     // empty: made of the names of the documents
  std::string question{};  // empty: the question that such documents answer
};

// At least one document must have been added.
[[nodiscard]] Story tell_story(const ReportDocuments& documents, const StoryOptions& options);

}  // namespace uslkit
