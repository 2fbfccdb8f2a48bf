#pragma once

#include <string_view>

#include "gateway/core/error.hpp"
#include "gateway/tap/tap_filter.hpp"

namespace sluice::tap {

/// The filter of a query as `channel=private-*&payload=masked`; an empty query takes everything.
/// The error names the parameter that is wrong.
[[nodiscard]] Result<TapFilter> filter_of(std::string_view query);

}  // namespace sluice::tap
