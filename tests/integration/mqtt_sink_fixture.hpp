#pragma once

#include <memory>
#include <string>

#include "connectors/mqtt/mqtt_sink.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/sink_fixture.hpp"

namespace sluice::connectors {

/// A sink for a broker of the test's own.
class MqttSinkTest : public SinkFixture {
 protected:
  std::unique_ptr<Sink> make(const std::string& url) {
    settings.url = url;
    return watched(make_mqtt_sink(settings, context()));
  }

  [[nodiscard]] bool connected() {
    return loop.run_until([&] { return probe.up.value() == 1; });
  }

  MqttSinkSettings settings;
};

}  // namespace sluice::connectors
