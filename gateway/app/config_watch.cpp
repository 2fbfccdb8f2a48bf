#include "gateway/app/config_watch.hpp"

#include <utility>

namespace sluice::app {
namespace {

/// An editor or a copy needs a moment to replace a file; nobody waits for longer than the second.
constexpr Settling::Times times{.quiet = Duration{200}, .longest = Duration{2'000}};

}  // namespace

ConfigWatch::ConfigWatch(Loop& loop, const ConfigFile& file, Changed changed,
                         const telemetry::Log& log)
    : file_(file),
      changed_(std::move(changed)),
      log_(log),
      settling_(loop, times, [this] { on_settled(); }),
      entries_(loop, [this] { settling_.note(); }) {}

/// What changed between the reading and now has had no watch.
void ConfigWatch::follow() {
  watch();
  if (file_.changed()) settling_.note();
}

void ConfigWatch::watch() {
  std::string problems;
  for (const auto& error : entries_.follow(file_.paths())) {
    problems += (problems.empty() ? "" : "; ") + error.message;
  }
  if (problems != warned_ && !problems.empty()) {
    log_.warn("changes of the configuration are not noticed here: reload by SIGHUP",
              {{"problem", problems}});
  }
  warned_ = problems;
}

void ConfigWatch::on_settled() {
  watch();
  if (const auto path = file_.changed()) changed_(*path);
}

}  // namespace sluice::app
