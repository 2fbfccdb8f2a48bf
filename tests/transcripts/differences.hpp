#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// What one client has and the other has not, a line each: `pusher-js: …`, `sluice: …`; and
/// `in another order` when that is all.
using Difference = std::set<std::string>;
/// By the transcript's name.
using Differences = std::map<std::string, Difference>;

[[nodiscard]] Difference difference_of(const std::vector<std::string>& pusher_js,
                                       const std::vector<std::string>& sluice);

/// Reads a list of differences: the transcript's name, then, indented, each line of the difference
/// and `because WHY`. Throws std::runtime_error when a difference has no reason.
[[nodiscard]] Differences parse_differences(std::string_view text);

/// What was found and is not listed, and what is listed and was not found.
[[nodiscard]] std::vector<std::string> compare(const Differences& found, const Differences& listed);

}  // namespace sluice::test
