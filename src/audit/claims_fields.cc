#include "audit/claims_fields.h"

namespace uslkit {

template <>
const std::vector<Word<StatedBound>>& words_of<StatedBound>() {
  static const std::vector<Word<StatedBound>> words{
      {"equal", StatedBound::equal, "The quantity is this, within the tolerance"},
      {"at_least", StatedBound::at_least, "The quantity is this or more"},
      {"at_most", StatedBound::at_most, "The quantity is this or less"}};
  return words;
}

template <>
const std::vector<Word<ClaimKind>>& words_of<ClaimKind>() {
  static const std::vector<Word<ClaimKind>> words{
      {"value", ClaimKind::value, "A statement about a quantity"},
      {"listing", ClaimKind::listing,
       "Code or a definition: `stated` is what it does as printed, the reading what it promises"}};
  return words;
}

template <>
const ObjectFields<NamedValue>& fields_of<NamedValue>() {
  static const ObjectFields<NamedValue> fields =
      ObjectFields<NamedValue>("named_value", "A number with a name that formulas can use.")
          .field("name", &NamedValue::name,
                 {.doc = "Letters, digits and _, not beginning with a digit",
                  .fewest = 1,
                  .most = 60,
                  .required = true})
          .field("value", &NamedValue::value, {.doc = "The number; or else"})
          .field("formula", &NamedValue::formula,
                 {.doc = "How it is computed from the names before it"})
          .field("unit", &NamedValue::unit, {.doc = "For people; formulas do not convert"})
          .field("note", &NamedValue::note, {.doc = "What it is, to people"});
  return fields;
}

template <>
const ObjectFields<StatedValue>& fields_of<StatedValue>() {
  static const ObjectFields<StatedValue> fields =
      ObjectFields<StatedValue>("stated", "What the claim says.")
          .field("value", &StatedValue::value, {.doc = "The number; or else"})
          .field("formula", &StatedValue::formula,
                 {.doc = "How it follows from the given names: what a listing does as printed"})
          .field("unit", &StatedValue::unit, {.doc = "For people; formulas do not convert"})
          .field("bound", &StatedValue::bound, {.doc = "How it bounds the quantity"});
  return fields;
}

template <>
const ObjectFields<Tolerance>& fields_of<Tolerance>() {
  static const ObjectFields<Tolerance> fields =
      ObjectFields<Tolerance>("tolerance", "How far off is still right: the larger of the two.")
          .field("relative", &Tolerance::relative,
                 {.doc = "As a share of the stated number", .lowest = 0, .highest = 10})
          .field("absolute", &Tolerance::absolute,
                 {.doc = "In the unit of the stated number", .lowest = 0});
  return fields;
}

template <>
const ObjectFields<Reading>& fields_of<Reading>() {
  static const ObjectFields<Reading> fields =
      ObjectFields<Reading>("reading",
                            "One way to understand a claim, and what the quantity then is.")
          .field("name", &Reading::name,
                 {.doc = "Completes \"it holds if ...\"", .fewest = 1, .required = true})
          .field("formula", &Reading::formula,
                 {.doc = "Of the quantity, over the given names", .fewest = 1, .required = true})
          .field("tolerance", &Reading::tolerance, {.doc = "How far off is still right"})
          .field("bound", &Reading::bound,
                 {.doc = "Where this reading bounds the quantity in another way than the claim"});
  return fields;
}

template <>
const ObjectFields<FreeParameter>& fields_of<FreeParameter>() {
  static const ObjectFields<FreeParameter> fields =
      ObjectFields<FreeParameter>(
          "free", "A quantity that decides the claim and that nobody stated; a formula's variable.")
          .field("name", &FreeParameter::name,
                 {.doc = "As in a named value", .fewest = 1, .most = 60, .required = true})
          .field("from", &FreeParameter::from,
                 {.doc = "The plausible range begins", .required = true})
          .field("to", &FreeParameter::to, {.doc = "And ends", .required = true})
          .field("note", &FreeParameter::note, {.doc = "What it is, to people"});
  return fields;
}

template <>
const ObjectFields<Claim>& fields_of<Claim>() {
  static const ObjectFields<Claim> fields =
      ObjectFields<Claim>("claim", "One statement, and how to compute what it speaks of.")
          .field("id", &Claim::id,
                 {.doc = "Unique in the file", .fewest = 1, .most = 40, .required = true})
          .field("family", &Claim::family,
                 {.doc = "Claims of one family stand together", .fewest = 1, .required = true})
          .field("where", &Claim::where, {.doc = "Document and place that state it"})
          .field("statement", &Claim::statement,
                 {.doc = "The claim in one sentence", .fewest = 1, .required = true})
          .field("kind", &Claim::kind, {.doc = "A broken listing is a bug, not a contradiction"})
          .field("given", &Claim::given, {.doc = "Numbers it is stated with", .most = 100})
          .field("stated", &Claim::stated, {.doc = "What it says", .required = true})
          .field("free", &Claim::free, {.doc = "What would have to be known"})
          .field("readings", &Claim::readings,
                 {.doc = "The literal one first", .fewest = 1, .most = 20, .required = true})
          .field("also", &Claim::also,
                 {.doc = "Computed and shown beside the verdict", .most = 100})
          .field("explanation", &Claim::explanation,
                 {.doc = "One sentence; a formula in braces stands for its value"})
          .field("note", &Claim::note, {.doc = "To people; not shown"});
  return fields;
}

template <>
const ObjectFields<Combination>& fields_of<Combination>() {
  static const ObjectFields<Combination> fields =
      ObjectFields<Combination>("combination", "Statements that may contradict each other.")
          .field("id", &Combination::id,
                 {.doc = "Unique in the file", .fewest = 1, .most = 40, .required = true})
          .field("statement", &Combination::statement,
                 {.doc = "What is said together", .fewest = 1, .required = true})
          .field("given", &Combination::given,
                 {.doc = "The numbers, given or computed", .most = 100})
          .field("consistent", &Combination::consistent,
                 {.doc = "A condition over them; 0 where they cannot all be true",
                  .fewest = 1,
                  .required = true})
          .field("explanation", &Combination::explanation,
                 {.doc = "One sentence; a formula in braces stands for its value"})
          .field("note", &Combination::note, {.doc = "To people; not shown"});
  return fields;
}

template <>
const ObjectFields<Claims>& fields_of<Claims>() {
  static const ObjectFields<Claims> fields =
      ObjectFields<Claims>("claims", "What somebody says about a system, to be computed again.")
          .field("schema", &Claims::schema,
                 {.doc = "Version of this format", .lowest = 1, .highest = 1, .required = true})
          .field("name", &Claims::name, {.doc = "Whose claims these are, to people"})
          .field("about", &Claims::about,
                 {.doc = "Sentences on top of the Markdown report", .most = 50})
          .field("note", &Claims::note, {.doc = "To people; not shown"})
          .field("directory", &Claims::directory,
                 {.doc = "Where the files named in formulas are, seen from this file's directory",
                  .fewest = 1})
          .field("given", &Claims::given, {.doc = "Numbers that every claim can use", .most = 500})
          .field("claims", &Claims::claims,
                 {.doc = "At least one", .fewest = 1, .most = 10000, .required = true})
          .field("combinations", &Claims::combinations,
                 {.doc = "Statements that may contradict each other", .most = 1000});
  return fields;
}

}  // namespace uslkit
