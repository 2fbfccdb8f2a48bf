#pragma once

#include <string_view>

namespace sluice::app {

/// The page at `/`, one HTML document without outside requests. CMake makes it of status.html,
/// status.css and status.js beside this file.
[[nodiscard]] std::string_view status_page_html() noexcept;

}  // namespace sluice::app
