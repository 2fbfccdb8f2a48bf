#include "gateway/returns/return_rule.hpp"

#include <algorithm>

#include "gateway/text/glob.hpp"

namespace sluice::returns {
namespace {

bool matches(const std::string& glob, std::string_view text) noexcept {
  return glob.empty() || text::glob_matches(glob, text);
}

}  // namespace

bool Return::takes(const Message& message) const noexcept {
  const auto has = [&](const HeaderGlob& wanted) {
    const auto value = header_of(message, wanted.name);
    return value && matches(wanted.glob, *value);
  };
  return matches(rule.topic_glob, message.topic) && matches(rule.key_glob, message.key) &&
         std::ranges::all_of(rule.headers, has);
}

}  // namespace sluice::returns
