#include "config/section.hpp"
#include "config/did_you_mean.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sluice::config {
namespace {

/// Whether a problem was reported at the node or below it before it was read.
bool holds_refused(const Node& node) {
  return node.type == Node::Type::refused || std::ranges::any_of(node.children, holds_refused);
}

}  // namespace

Section::Section(Value value)
    : value_(std::move(value)), readable_(value_.expect(Node::Type::mapping, "a mapping")) {}

std::optional<Value> Section::take(std::string_view key, const Rule& rule) {
  known_.push_back(key);
  if (!readable_) return std::nullopt;
  if (!rule.former_key.empty()) take_former(key, rule.former_key);
  if (const auto found = find(key)) return found;
  if (rule.required) problem(key, "is required");
  return std::nullopt;
}

/// A file that has only the former name is read by that name.
void Section::take_former(std::string_view key, std::string_view former) {
  const auto old = value_.find(former);
  if (!old) return;
  known_.push_back(former);
  if (value_.find(key)) {
    return old->key_problem(fmt::format("is the former name of '{}', which is there too", key));
  }
  former_.push_back({key, former});
  old->key_warning(fmt::format("is called '{}' now", key));
}

std::optional<Value> Section::find(std::string_view key) const {
  const auto former = std::ranges::find(former_, key, &FormerKey::key);
  return value_.find(former == former_.end() ? key : former->written);
}

void Section::settings_of(ConnectorRole role, std::string_view type,
                          ConnectorSettingsPtr& settings) {
  const ConnectorTypes& types = value_.reading().types;
  if (const auto* const known = types.find(role, type)) {
    settings = known->read(*this);
    return;
  }
  unknown_type_ = true;
  // A type that is missing or not text was reported already.
  if (const auto written = sound("type")) {
    std::vector<std::string_view> names;
    for (const ConnectorType& known : types.of(role)) names.push_back(known.name);
    written->problem(fmt::format("{} is not one of {}{}", written->shown(), fmt::join(names, ", "),
                                 written->did_you_mean(names)));
  }
}

void Section::unsound(std::string_view key) {
  unsound_.push_back(key);
}

std::optional<Value> Section::sound(std::string_view key) const {
  const std::optional<Value> found = find(key);
  if (!found || holds_refused(found->node()) ||
      std::ranges::find(unsound_, key) != unsound_.end()) {
    return std::nullopt;
  }
  return found;
}

void Section::problem(std::string_view key, std::string message) const {
  if (const auto found = find(key)) return found->problem(std::move(message));
  // A missing key has no place of its own: the problem is reported at the key of the section.
  const Node& own = value_.node();
  value_.reading().report(own.key_place(), join(value_.path(), key), std::move(message));
}

void Section::refuse_unknown_keys() const {
  if (!readable_ || unknown_type_) return;
  for (const Node& node : value_.node().children) {
    if (std::ranges::find(known_, node.key) != known_.end()) continue;
    // In a flow mapping `{password:x}` is one key with the value in it, which no message may show.
    const std::size_t colon = node.key.find(':');
    const std::string key = node.key.substr(0, colon);
    const std::string hint = colon == std::string::npos
                                 ? did_you_mean(key, known_)
                                 : std::string{" (a space is missing after its ':')"};
    value_.reading().report(node.key_at, join(value_.path(), key), "unknown key" + hint);
  }
}

bool list_items(const Value& value, const Rule& rule, std::vector<Value>& items) {
  if (rule.one_or_many && value.node().type == Node::Type::scalar) {
    items = {value};
    return true;
  }
  if (!value.expect(Node::Type::sequence, "a list")) return false;
  items = value.children();
  if (!rule.required || !items.empty()) return true;
  value.problem("must not be empty");
  return false;
}

bool mapping_entries(const Value& value, const Rule& rule, std::vector<Value>& entries) {
  if (!value.expect(Node::Type::mapping, "a mapping")) return false;
  entries = value.children();
  if (!rule.required || !entries.empty()) return true;
  value.problem("must not be empty");
  return false;
}

bool is_name(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.size() <= 64 && text.find_first_not_of(letters) == text.npos;
}

bool valid_name(const Value& entry) {
  if (is_name(entry.node().key)) return true;
  entry.key_problem(std::string{name_rule});
  return false;
}

}  // namespace sluice::config
