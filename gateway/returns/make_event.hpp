#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/returns/message_reader.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// The inputs besides the message: the time on both clocks, and our own mark.
struct ReturnMoment {
  Time now;
  WallTime wall_now;
  std::string_view origin;  ///< the mark of our own records
};

/// The reason why a message makes no event.
struct Unsendable {
  ReturnLoss loss{};
  std::string detail{};  ///< for a person; contains nothing of the payload
};

/// The event that a return makes of a message. The connection that publishes it checks its channel
/// and its name.
[[nodiscard]] boost::system::result<ReturnEvent, Unsendable> make_event(const Return& by,
                                                                        MessageReader& message,
                                                                        const ReturnMoment& moment);

}  // namespace sluice::returns
