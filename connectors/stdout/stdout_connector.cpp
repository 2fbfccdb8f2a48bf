#include <unistd.h>

#include "config/section.hpp"
#include "connectors/stdout/stdout_sink.hpp"

namespace sluice::connectors {

const Connector& stdout_connector() {
  static const Connector connector{
      config::connector_type<StdoutSettings>("stdout",
                                             "One line of JSON a record, for trying things out."),
      [](const std::any& settings, SinkContext context) {
        return make_stdout_sink(std::any_cast<const StdoutSettings&>(settings), STDOUT_FILENO,
                                std::move(context));
      },
      std::nullopt,
      StateName::key,
      nullptr,
      [](const std::any&) { return stdout_window; }};
  return connector;
}

}  // namespace sluice::connectors
