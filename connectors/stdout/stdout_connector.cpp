#include <unistd.h>

#include "config/section.hpp"
#include "connectors/stdout/stdout_sink.hpp"

namespace sluice::connectors {

std::unique_ptr<Sink> StdoutSettings::make(SinkContext context) const {
  return make_stdout_sink(*this, STDOUT_FILENO, std::move(context));
}

const Connector& stdout_connector() {
  static const Connector connector{
      config::connector_type<StdoutSettings>("stdout",
                                             "One line of JSON a record, for trying things out."),
      std::nullopt};
  return connector;
}

}  // namespace sluice::connectors
