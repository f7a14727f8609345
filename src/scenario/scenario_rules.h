// scenario_rules: what has to hold between the fields of a scenario, each rule naming both places.
#pragma once

#include <string>

#include "scenario/findings.h"
#include "scenario/scenario.h"

namespace uslkit {

// All of the rules below. The fields must have been read without an error.
void check_scenario(const Scenario& scenario, Findings& findings);

// Which sections an architecture has, and which section needs which.
void check_architecture(const Scenario& scenario, Findings& findings);
// What is watched, broken or done needs the section it belongs to.
void check_targets(const Scenario& scenario, Findings& findings);
// Times lie within the run.
void check_times(const Scenario& scenario, Findings& findings);
// Classes that are named exist, and only once.
void check_names(const Scenario& scenario, Findings& findings);
// Numbers of partitions, brokers, cells and tenants exist; lists have one entry per node or cell.
void check_counts(const Scenario& scenario, Findings& findings);
// Lower limits lie below upper ones.
void check_orders(const Scenario& scenario, Findings& findings);
// Work takes time.
void check_service(const Scenario& scenario, Findings& findings);
// Profiles are well formed, and what they ask for can be run.
void check_load(const Scenario& scenario, Findings& findings);

// The part of the rules that any file with traffic at "/traffic" has to keep: shares and profiles
// are well formed, hot tenants exist and are named once. Whether every profile can be evaluated.
bool check_traffic(const TrafficSpec& traffic, Findings& findings);
// The hot tenants alone.
void check_hot_tenants(const TrafficSpec& traffic, Findings& findings);

// Whether a section is there, in words of the rules: its pointer and its presence.
struct Section {
  const char* pointer = "";
  bool is_there = false;
};

}  // namespace uslkit
