#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/session_driver.hpp"

namespace sluice::channels {

/// A session beside the one that a test is about.
class OtherSession : public test::SessionDriver {
 public:
  explicit OtherSession(std::vector<std::string> channels) {
    settings_.channels = std::move(channels);
  }
  void connect() {
    start();
    open();
    receive(R"({"event":"pusher:connection_established","data":{"socket_id":"9.9"}})");
  }
  void acknowledge(const std::string& channel, const std::string& data = R"("{}")") {
    receive(R"({"event":"pusher_internal:subscription_succeeded","channel":")" + channel +
            R"(","data":)" + data + "}");
  }
  void refuse(const std::string& channel) {
    receive(R"({"event":"pusher:subscription_error","channel":")" + channel +
            R"(","data":{"type":"AuthError","error":"no","status":401}})");
  }
  void lose() { close({LossReason::closed, {}, "closed by the test"}); }
};

}  // namespace sluice::channels
