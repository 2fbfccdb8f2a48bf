#include "tests/support/cable.hpp"

namespace sluice::test {

Cable::Cable(Driver& driver, std::uint16_t server_port)
    : driver_{driver}, name_{driver.next_name("cable")} {
  port_ = driver_.call("cable.lay", {{"id", name_}, {"port", server_port}}, within(answer_time))
              .at("port");
}

int Cable::cut() {
  return driver_.call("cable.cut", {{"id", name_}}, within(answer_time)).at("broken");
}

void Cable::hold() {
  driver_.call("cable.hold", {{"id", name_}}, within(answer_time));
}

void Cable::release() {
  driver_.call("cable.release", {{"id", name_}}, within(answer_time));
}

void Cable::be(const CableQuality& quality) {
  nlohmann::json wanted{{"latency", quality.latency.count()}};
  if (quality.bytes_per_second) wanted["rate"] = *quality.bytes_per_second;
  if (quality.slice) wanted["slice"] = *quality.slice;
  driver_.call("cable.be", {{"id", name_}, {"quality", wanted}}, within(answer_time));
}

}  // namespace sluice::test
