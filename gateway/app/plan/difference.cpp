#include "gateway/app/plan/difference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace sluice::app {
namespace {

using config::KeyDigest;
using config::SectionDigest;
using Sections = std::map<std::string, const SectionDigest*>;

/// All sections but the routes, which have no name.
Sections by_part(const Plan& plan) {
  Sections sections;
  for (const SectionDigest& section : plan.sections()) {
    if (section.list == "routes") continue;
    const std::string part =
        section.list.empty() ? "" : fmt::format("{}.{}", section.list, section.name);
    sections.emplace(part, &section);
  }
  return sections;
}

/// Of two sections of one name.
std::optional<Change> change_of(const std::string& part, const SectionDigest& before,
                                const SectionDigest& after) {
  std::map<std::string, const KeyDigest*> old_keys;
  for (const KeyDigest& key : before.keys) old_keys.emplace(key.path, &key);
  Change change{Change::Kind::changed, part};
  const auto differs = [&change](const KeyDigest& key) {
    change.keys.push_back(key.path);
    if (key.needs_restart) change.restart_keys.push_back(key.path);
  };
  for (const KeyDigest& key : after.keys) {
    const auto old = old_keys.find(key.path);
    if (old == old_keys.end() || old->second->value != key.value) differs(key);
    if (old != old_keys.end()) old_keys.erase(old);
  }
  for (const auto& [path, key] : old_keys) differs(*key);
  if (change.keys.empty()) return std::nullopt;
  return change;
}

void compare_sections(const Plan& before, const Plan& after, std::vector<Change>& changes) {
  const Sections old_sections = by_part(before);
  const Sections new_sections = by_part(after);
  for (const auto& [part, section] : old_sections) {
    if (!new_sections.contains(part)) changes.push_back({Change::Kind::removed, part});
  }
  for (const auto& [part, section] : new_sections) {
    const auto old = old_sections.find(part);
    if (old == old_sections.end()) {
      changes.push_back({Change::Kind::added, part});
    } else if (auto change = change_of(part, *old->second, *section)) {
      changes.push_back(*std::move(change));
    }
  }
}

std::vector<config::Digest> route_digests(const Plan& plan) {
  std::vector<config::Digest> digests;
  for (const SectionDigest& section : plan.sections()) {
    if (section.list == "routes") digests.push_back(section.fingerprint());
  }
  return digests;
}

std::string route_part(std::size_t index) {
  return fmt::format("routes[{}]", index);
}

/// Returns those routes of `after` that `before` has as well, by their index.
std::set<std::size_t> compare_routes(const Plan& before, const Plan& after, Difference& found) {
  std::multimap<config::Digest, std::size_t> unmatched;
  const auto old_routes = route_digests(before);
  for (std::size_t i = 0; i < old_routes.size(); ++i) unmatched.emplace(old_routes[i], i);
  std::set<std::size_t> kept;
  std::vector<std::size_t> old_places;
  std::vector<Change> added;
  const auto new_routes = route_digests(after);
  for (std::size_t i = 0; i < new_routes.size(); ++i) {
    const auto same = unmatched.lower_bound(new_routes[i]);
    if (same == unmatched.end() || same->first != new_routes[i]) {
      added.push_back({Change::Kind::added, route_part(i)});
      continue;
    }
    kept.insert(i);
    old_places.push_back(same->second);
    unmatched.erase(same);
  }
  std::set<std::size_t> removed;
  for (const auto& [digest, index] : unmatched) removed.insert(index);
  for (const std::size_t index : removed) {
    found.changes.push_back({Change::Kind::removed, route_part(index)});
  }
  std::ranges::move(added, std::back_inserter(found.changes));
  found.routes_reordered = !std::ranges::is_sorted(old_places);
  return kept;
}

/// Notes the unchanged parts that use a changed part.
class Users {
 public:
  explicit Users(Difference& found) : found_(found) {
    for (const Change& change : found.changes) {
      (change.kind == Change::Kind::changed ? changed_ : replaced_).insert(change.part);
    }
  }

  void note(const std::string& user, std::string_view list, std::string_view used) {
    const std::string part = fmt::format("{}.{}", list, used);
    if (!changed_.contains(part) || changed_.contains(user) || replaced_.contains(user)) return;
    found_.touched.push_back({user, part});
  }

 private:
  Difference& found_;
  std::set<std::string> changed_;
  std::set<std::string> replaced_;  ///< added or removed
};

void find_users(const Plan& after, const std::set<std::size_t>& kept_routes, Difference& found) {
  Users users(found);
  const config::Gateway& config = after.config();
  for (const std::size_t index : kept_routes) {
    const config::Route& route = config.routes[index];
    users.note(route_part(index), "sinks", route.to);
    if (route.dead_letter) users.note(route_part(index), "sinks", route.dead_letter->to);
  }
  for (const config::Return& back : config.returns) {
    const std::string part = fmt::format("returns.{}", back.label);
    users.note(part, "sources", back.from);
    for (const std::string& connection : back.to) users.note(part, "connections", connection);
    if (back.dead_letter) users.note(part, "sinks", back.dead_letter->to);
  }
}

std::string line_of(const Change& change) {
  const std::string name = change.part.empty() ? "" : change.part + ": ";
  switch (change.kind) {
    case Change::Kind::added:
      return name + "added";
    case Change::Kind::removed:
      return name + "removed";
    case Change::Kind::changed:
      break;
  }
  std::string line = fmt::format("{}changed: {}", name, fmt::join(change.keys, ", "));
  if (!change.restart_keys.empty()) {
    line += fmt::format("; needs a restart: {}", fmt::join(change.restart_keys, ", "));
  }
  return line;
}

}  // namespace

Difference difference(const Plan& before, const Plan& after) {
  Difference found;
  compare_sections(before, after, found.changes);
  const auto kept_routes = compare_routes(before, after, found);
  find_users(after, kept_routes, found);
  return found;
}

std::vector<std::string> describe(const Difference& difference) {
  std::vector<std::string> lines;
  for (const Change& change : difference.changes) lines.push_back(line_of(change));
  if (difference.routes_reordered) lines.emplace_back("routes: in another order");
  for (const Touched& touched : difference.touched) {
    lines.push_back(fmt::format("{}: the same, and uses {}", touched.part, touched.by));
  }
  return lines;
}

}  // namespace sluice::app
