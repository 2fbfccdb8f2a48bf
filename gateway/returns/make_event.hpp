#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/returns/message_reader.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// What counts besides the message: when it is, by both clocks, and who we are.
struct ReturnMoment {
  Time now;
  WallTime wall_now;
  std::string_view origin;  ///< what our own records are marked with
};

/// Why a message makes no event.
struct Unsendable {
  ReturnLoss loss{};
  std::string detail{};  ///< for a person; nothing of the payload
};

/// The event that a return makes of a message. Whether the channel and the name are good ones is
/// left to the connection that publishes it.
[[nodiscard]] boost::system::result<ReturnEvent, Unsendable> make_event(const Return& by,
                                                                        MessageReader& message,
                                                                        const ReturnMoment& moment);

}  // namespace sluice::returns
