#pragma once

#include "gateway/channels/session/session.hpp"

namespace sluice::test {

/// Usual settings of a session, for tests that are about none of them.
inline channels::SessionSettings session_settings() {
  return {.connection = {},
          .channels = {},
          .presence = {.max_count = 100'000, .max_bytes = 32 << 20},
          .reconnect = {.handshake_timeout = Duration{15'000},
                        .initial = Duration{1'000},
                        .max = Duration{30'000},
                        .stable_after = Duration{10'000},
                        .refused_retry = Duration{300'000}},
          .subscription = {{.acknowledge_timeout = Duration{15'000}}, {}},
          .signin = {{.acknowledge_timeout = Duration{15'000}}, false, {}},
          .client_events = {.rate = 10,
                            .burst = 10,
                            .max_bytes = 10 * 1024,
                            .confirm = Confirmation::ping,
                            .confirm_timeout = Duration{30'000}},
          .decryption = {.decrypt = true, .ask_again = true},
          .activity_timeout = Duration{120'000},
          .pong_timeout = Duration{30'000}};
}

}  // namespace sluice::test
