#include "gateway/telemetry/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "gateway/telemetry/log_line.hpp"

namespace sluice::telemetry {
Log::Log(Level threshold, LogFormat format)
    : own_(std::make_unique<spdlog::logger>("sluice",
                                            std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      logger_(*own_),
      threshold_(threshold),
      format_(format) {
  logger_.set_pattern("%v");
}

Log::Log(Level threshold, LogThread& thread)
    : logger_(thread.logger()), threshold_(threshold), format_(thread.format()) {}

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
  if (!writes(level)) return;
  const auto line = render(format_, std::chrono::system_clock::now(), level, message, fields);
  // The line says its level itself; spdlog takes each one.
  logger_.log(spdlog::level::info, spdlog::string_view_t{line});
}

}  // namespace sluice::telemetry
