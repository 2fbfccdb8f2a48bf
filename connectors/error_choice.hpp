#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "config/section.hpp"

namespace sluice::connectors {

/// The operator's choice of which errors of a sink's broker are permanent. `Error` is an enum of
/// the errors that can be named; an error in neither list is what the connector says it is.
template <class Error>
struct ErrorChoice {
  std::vector<Error> permanent;
  std::vector<Error> passing;

  [[nodiscard]] bool is_permanent(Error error) const noexcept {
    return std::ranges::find(permanent, error) != permanent.end();
  }
  [[nodiscard]] bool is_passing(Error error) const noexcept {
    return std::ranges::find(passing, error) != passing.end();
  }
};

/// The keys are the sink's own.
template <class Visitor, class Error>
void fields(Visitor& visit, ErrorChoice<Error>& errors) {
  visit("permanent_errors", errors.permanent,
        "Errors that reject a record (docs/delivery.md), besides those that do so by default.",
        config::OneOrMany{});
  visit("passing_errors", errors.passing,
        "Errors that hold a record's topic up until the broker takes the record, although they "
        "reject it by default.",
        config::OneOrMany{});
}

namespace detail {

/// Reports at each item of the list what `fault_of` says about it.
template <class Error, class FaultOf>
void check_errors(const config::Section& section, std::string_view key,
                  const std::vector<Error>& errors, FaultOf fault_of) {
  const auto written = section.sound(key);
  if (!written) return;
  const std::vector<config::Value> items = written->children();
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const config::Value& item = items.empty() ? *written : items[i];
    const std::string_view fault = fault_of(errors[i]);
    if (!fault.empty()) item.problem(fmt::format("{} {}", item.shown(), fault));
  }
}

}  // namespace detail

/// Checks both lists. Each of the two functions returns the reason why an error cannot be in the
/// list, as the end of a sentence, or empty text.
template <class Error>
void check_error_choice(const config::Section& section, const ErrorChoice<Error>& errors,
                        std::string_view (*why_not_permanent)(Error),
                        std::string_view (*why_not_passing)(Error)) {
  detail::check_errors(section, "permanent_errors", errors.permanent, why_not_permanent);
  detail::check_errors(section, "passing_errors", errors.passing, [&](Error error) {
    return errors.is_permanent(error) ? std::string_view{"is one of permanent_errors, too"}
                                      : why_not_passing(error);
  });
}

}  // namespace sluice::connectors
