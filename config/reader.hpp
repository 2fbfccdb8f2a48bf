#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/connector_type.hpp"
#include "config/gateway_config.hpp"
#include "config/interpolation.hpp"
#include "config/problem.hpp"
#include "config/remarks.hpp"
#include "gateway/core/error.hpp"

namespace sluice::config {

/// A checked configuration, or all its problems in the order of the file.
using Loaded = boost::system::result<Gateway, std::vector<Problem>>;

/// Required by boost::system::result: turns value() on problems into an exception.
[[noreturn]] void throw_exception_from_error(const std::vector<Problem>& problems,
                                             const boost::source_location&);

/// Reads a configuration. `file_name` is for the messages only; `on_file` is told of each file that
/// a value names.
[[nodiscard]] Loaded load(std::string_view text, std::string_view file_name,
                          const ConnectorTypes& types, const Environment& environment,
                          const Reviewer& reviewer = {}, const FileObserver& on_file = {});

/// The same from a file, of which `on_file` is told too. A failure to read it is a problem.
[[nodiscard]] Loaded load_file(const std::string& path, const ConnectorTypes& types,
                               const Environment& environment, const Reviewer& reviewer = {},
                               const FileObserver& on_file = {});

}  // namespace sluice::config
