#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/event.hpp"

namespace sluice::app {

/// An event as a person describes it. What is missing follows from the rest.
struct GivenEvent {
  std::string channel{};
  std::string event{};  ///< its name; for most kinds there is only one
  std::optional<EventKind> kind{};
  std::optional<std::string> data{};       ///< text, which servers send as a JSON string
  std::optional<std::string> data_json{};  ///< in place of it: any JSON value, as in the frame
  std::string user_id{};
  bool replayed = false;
  bool own = false;
};

/// Why there is no such event.
struct Impossible {
  std::string_view key;  ///< the member of GivenEvent that is missing or wrong
  std::string why;
};

/// The same with nothing missing, and with its bytes.
class WholeEvent {
 public:
  /// The kind follows from the name and the name from the kind; a join or departure without data
  /// gets what servers send.
  [[nodiscard]] static boost::system::result<WholeEvent, Impossible> of(const GivenEvent& given);

  /// Borrows from this object, and the connection. Time and number are those that are given.
  [[nodiscard]] Event on(std::string_view connection, WallTime received_at,
                         std::uint64_t sequence) const noexcept;

 private:
  explicit WholeEvent(const GivenEvent& given) : given_(given) {}

  GivenEvent given_;
  EventKind kind_{};
  std::string data_;  ///< a JSON token
};

}  // namespace sluice::app
