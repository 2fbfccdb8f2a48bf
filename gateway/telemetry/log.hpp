#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/telemetry/log_choices.hpp"
#include "gateway/telemetry/log_thread.hpp"

namespace sluice::telemetry {

/// One named value of a log line; left out when it has no text. The text may come from a peer: it
/// is escaped, and capped at 256 bytes, when the line is written. The name is ours: `snake_case`.
struct Field {
  Field(std::string_view name, std::string_view text) : key(name), value(text) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Field(std::string_view name, Number n)
      : key(name), value(std::to_string(n)), number(true) {}

  std::string_view key;
  std::string value;
  bool number = false;  ///< the value is written without quotes in JSON
};

/// Structured lines to standard error, one per call, from any thread. Passed to whoever needs it:
/// there is no global log. A secret is never handed to it.
class Log {
 public:
  /// Each line is written before the call returns, however long that takes.
  Log(Level threshold, LogFormat format);
  /// `thread` writes the lines; it outlives the log.
  Log(Level threshold, LogThread& thread);
  ~Log();

  /// Whether a line of this level is written. Asked before work that only the line needs.
  [[nodiscard]] bool writes(Level level) const noexcept { return level >= threshold_; }

  void debug(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void info(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void warn(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void error(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void write(Level level, std::string_view message, std::initializer_list<Field> fields) const;

 private:
  std::unique_ptr<spdlog::logger> own_;  ///< none where a thread writes
  spdlog::logger& logger_;
  Level threshold_;
  LogFormat format_;
};

}  // namespace sluice::telemetry
