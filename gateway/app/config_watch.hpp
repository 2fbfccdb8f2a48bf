#pragma once

#include <functional>
#include <string>

#include "gateway/app/config_file.hpp"
#include "gateway/app/settling.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/net/entry_watch.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// Tells when a configuration file, or one that its values name, has another content than when it
/// was last read. A burst of changes is one. Lives on the main thread.
class ConfigWatch {
 public:
  /// `changed` gets the path of such a file, and reads the configuration again.
  using Changed = std::function<void(const std::string& path)>;

  /// All outlive this. Watches from follow() on.
  ConfigWatch(Loop& loop, const ConfigFile& file, Changed changed, const telemetry::Log& log);

  /// To be called when the file was read: it may name other files now.
  void follow();

 private:
  void watch();
  void on_settled();

  const ConfigFile& file_;
  Changed changed_;
  const telemetry::Log& log_;
  Settling settling_;
  net::EntryWatch entries_;
  std::string warned_;  ///< of what cannot be watched
};

}  // namespace sluice::app
