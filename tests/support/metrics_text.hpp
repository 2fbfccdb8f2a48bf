#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::test {

using Labels = std::map<std::string, std::string>;

/// Adds up the samples of `name` in a Prometheus text that carry at least these labels; none when
/// there is no such sample. Escapes in label values are not undone.
[[nodiscard]] std::optional<double> sum_of_samples(std::string_view text, std::string_view name,
                                                   const Labels& labels);

}  // namespace sluice::test
