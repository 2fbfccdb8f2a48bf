#include "tests/support/mosquitto.hpp"

#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {

namespace {

std::string write_password_file(const TemporaryFolder& folder, const MosquittoSettings& settings) {
  const auto file = (folder.path() / "passwords").string();
  Process tool{{.arguments = {find_program("mosquitto_passwd").string(), "-b", "-c", file,
                              settings.user, settings.password}}};
  if (tool.wait_exit() != 0) {
    throw std::runtime_error("mosquitto_passwd failed:" + tool.tail());
  }
  return file;
}

/// Debian keeps it in a folder named after the machine's architecture.
std::string dynamic_security_plugin() {
  for (const auto& folder : std::filesystem::directory_iterator{"/usr/lib"}) {
    const auto file = folder.path() / "mosquitto_dynamic_security.so";
    if (std::filesystem::exists(file)) return file.string();
  }
  throw std::runtime_error("no mosquitto_dynamic_security.so");
}

/// An ACL file cannot refuse a subscription; this plugin can.
std::string refusal(const TemporaryFolder& folder, const std::string& filter) {
  auto rules = nlohmann::json::parse(R"({
    "defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                         "subscribe": true, "unsubscribe": true},
    "anonymousGroup": "everybody",
    "groups": [{"groupname": "everybody", "roles": [{"rolename": "refusal"}]}],
    "roles": [{"rolename": "refusal",
               "acls": [{"acltype": "subscribeLiteral", "allow": false}]}]})");
  rules["roles"][0]["acls"][0]["topic"] = filter;
  return "plugin " + dynamic_security_plugin() + "\nplugin_opt_config_file " +
         folder.write("rules.json", rules.dump()).string() + "\n";
}

std::string configuration(const TemporaryFolder& folder, std::uint16_t port,
                          const MosquittoSettings& settings) {
  std::string text = "listener " + std::to_string(port) + " 127.0.0.1\n";
  text += "persistence true\npersistence_location " + folder.path().string() + "/\n";
  text += "max_queued_messages 0\nlog_dest stderr\nlog_type all\n";
  if (::geteuid() == 0) {
    // Else it becomes the user `mosquitto`, who may not read a test's folder.
    text += "user root\n";
  }
  if (settings.user.empty()) {
    text += "allow_anonymous true\n";
  } else {
    text += "allow_anonymous false\npassword_file " + write_password_file(folder, settings) + "\n";
  }
  if (!settings.refused_filter.empty()) text += refusal(folder, settings.refused_filter);
  if (settings.certificate) {
    text += "certfile " + settings.certificate->certificate_file.string() + "\n";
    text += "keyfile " + settings.certificate->key_file.string() + "\n";
  }
  return text + settings.more;
}

ProcessSettings command(const std::filesystem::path& file) {
  return {.arguments = {find_program("mosquitto").string(), "-c", file.string()}};
}

}  // namespace

Mosquitto::Mosquitto(const MosquittoSettings& settings)
    : port_{free_port()},
      secure_{settings.certificate.has_value()},
      server_{"mosquitto",
              command(folder_.write("mosquitto.conf", configuration(folder_, port_, settings))),
              [port = port_] { return port_answers(port); }} {
  start();
}

std::string Mosquitto::url() const {
  return (secure_ ? "mqtts://127.0.0.1:" : "mqtt://127.0.0.1:") + std::to_string(port_);
}

std::string Mosquitto::unavailable() {
  return find_program("mosquitto").empty() ? "no program `mosquitto`" : "";
}

}  // namespace sluice::test
