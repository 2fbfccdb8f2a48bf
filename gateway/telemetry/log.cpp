#include "gateway/telemetry/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "gateway/telemetry/log_line.hpp"

namespace sluice::telemetry {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

Log::Log(Level threshold, LogFormat format)
    : logger_(std::make_unique<spdlog::logger>("sluice",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      format_(format) {
  logger_->set_level(spdlog_level(threshold));
  logger_->set_pattern("%v");
}

Log::~Log() = default;

void Log::debug(std::string_view message, std::initializer_list<Field> fields) const {
  write(Level::debug, message, fields);
}

void Log::info(std::string_view message, std::initializer_list<Field> fields) const {
  write(Level::info, message, fields);
}

void Log::warn(std::string_view message, std::initializer_list<Field> fields) const {
  write(Level::warn, message, fields);
}

void Log::error(std::string_view message, std::initializer_list<Field> fields) const {
  write(Level::error, message, fields);
}

void Log::write(Level level, std::string_view message, std::initializer_list<Field> fields) const {
  if (!logger_->should_log(spdlog_level(level))) return;
  const auto line = render(format_, std::chrono::system_clock::now(), level, message, fields);
  logger_->log(spdlog_level(level), spdlog::string_view_t{line});
}

}  // namespace sluice::telemetry
