#pragma once

#include <string>

#include "gateway/app/admin_client.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// Adds to `command` the options of everyone who asks a running gateway. `where` is the text of
/// `--against`. `contact` outlives the command.
void add_admin_arguments(CLI::App& command, AdminContact& contact, const std::string& where);

}  // namespace sluice::app
