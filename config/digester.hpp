#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/digest.hpp"
#include "config/field_types.hpp"
#include "config/section_digests.hpp"
#include "config/yaml_text.hpp"

namespace sluice::config {

// A text that differs for each value. Unlike to_yaml, it contains secrets.
[[nodiscard]] inline std::string distinct_text(const Secret& value) {
  return value.reveal();
}
[[nodiscard]] std::string distinct_text(const LiveSecret& value);
template <class T>
[[nodiscard]] std::string distinct_text(const T& value) {
  return to_yaml(value);
}
template <class T>
[[nodiscard]] std::string distinct_text(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += to_yaml(distinct_text(value)) + '\n';
  return text;
}
template <class T>
[[nodiscard]] std::string distinct_text(const std::map<std::string, T>& values) {
  std::string text;
  for (const auto& [key, value] : values) {
    text += to_yaml(key) + ": " + to_yaml(distinct_text(value)) + '\n';
  }
  return text;
}

/// Gathers the digest of each key: the `fields` visitor for comparing configurations. Each element
/// of a list of sections becomes a section; every other key belongs to the section around it.
class Digester {
 public:
  explicit Digester(const ConnectorTypes& types) : types_(types), sections_(1) {}

  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view, const Options&... options) {
    const bool outer = needs_restart_;
    needs_restart_ = outer || rule_of(options...).needs_restart;
    digest(key, member);
    needs_restart_ = outer;
  }

  /// Part of `fields` of a sink or source.
  void settings_of(ConnectorRole role, std::string_view type, const ConnectorSettingsPtr& settings);

  [[nodiscard]] std::vector<SectionDigest> take() && { return std::move(sections_); }

 private:
  template <class T>
  void digest(std::string_view key, T& member) {
    add(key, distinct_text(member));
  }
  void digest(std::string_view key, PemFile& file);
  template <WithFields T>
  void digest(std::string_view key, T& member) {
    const std::size_t outer = begin(key);
    fields(*this, member);
    path_.resize(outer);
  }
  // The presence of an optional section counts, even without a key in it.
  template <class T>
  void digest(std::string_view key, std::optional<T>& member) {
    if (!member) return;
    if constexpr (WithFields<T>) add(key, "");
    digest(key, *member);
  }
  template <WithFields T>
  void digest(std::string_view key, std::vector<T>& members) {
    for (T& member : members) {
      sections_.push_back({std::string{key}, name_of(member), {}});
      current_ = sections_.size() - 1;
      fields(*this, member);
    }
    current_ = 0;
  }

  template <class T>
  [[nodiscard]] static std::string name_of(const T& member) {
    if constexpr (Named<T>) return member.name;
    if constexpr (requires { member.label; }) return member.label;
    return {};
  }

  void add(std::string_view key, std::string_view text) { add(key, digest_of(text)); }
  void add(std::string_view key, const Digest& value);
  [[nodiscard]] std::size_t begin(std::string_view key);

  const ConnectorTypes& types_;
  std::vector<SectionDigest> sections_;  ///< the first is the section of the process
  std::size_t current_ = 0;
  std::string path_;  ///< of the section within the current one
  bool needs_restart_ = false;
};

}  // namespace sluice::config
