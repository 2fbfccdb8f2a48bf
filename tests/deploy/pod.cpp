#include "tests/deploy/pod.hpp"

#include <openssl/evp.h>

#include <fstream>
#include <set>
#include <stdexcept>

#include "tests/support/parts.hpp"

namespace sluice::test {
namespace {

using nlohmann::json;

std::string decode(const std::string& base64) {
  std::string bytes(base64.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(base64.data()),
                                   static_cast<int>(base64.size()));
  if (size < 0) throw std::runtime_error("not base64: " + base64);
  const auto padding = base64.size() - std::min(base64.find('='), base64.size());
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

/// The entries of a ConfigMap or Secret.
std::map<std::string, std::string> entries_of(const json& object) {
  std::map<std::string, std::string> entries;
  const bool encoded = object.at("kind") == "Secret";
  for (const auto& [key, value] : object.at("data").items()) {
    entries[key] = encoded ? decode(value.get<std::string>()) : value.get<std::string>();
  }
  return entries;
}

/// A port of the container by its name.
std::uint16_t port_of(const json& container, const std::string& name) {
  for (const auto& port : container.at("ports")) {
    if (port.at("name") == name) return port.at("containerPort").get<std::uint16_t>();
  }
  throw std::runtime_error("no port " + name);
}

}  // namespace

json pod_spec_of(const json& workload) {
  json spec = workload.at("spec").at("template").at("spec");
  const std::string name = workload.at("metadata").at("name");
  for (const auto& claim : workload["spec"].value("volumeClaimTemplates", json::array())) {
    const std::string volume = claim.at("metadata").at("name");
    spec["volumes"].push_back(
        {{"name", volume}, {"persistentVolumeClaim", {{"claimName", volume + "-" + name + "-0"}}}});
  }
  return spec;
}

Pod::Pod(json spec, const Objects& objects)
    : spec_(std::move(spec)), container_(spec_.at("containers").at(0)) {
  for (const auto* part : {"command", "args"}) {
    for (const auto& argument : container_.value(part, json::array())) {
      arguments_.push_back(argument.get<std::string>());
    }
  }
  if (!container_.contains("command")) arguments_.insert(arguments_.begin(), "sluice");
  resolve_environment(objects);
  resolve_volumes(objects);
}

void Pod::resolve_environment(const Objects& objects) {
  for (const auto& source : container_.value("envFrom", json::array())) {
    const auto& secret = objects.named("Secret", source.at("secretRef").at("name"));
    environment_.merge(entries_of(secret));
  }
  for (const auto& variable : container_.value("env", json::array())) {
    auto& value = environment_[variable.at("name")];
    if (variable.contains("value")) {
      value = variable["value"];
    } else {
      const auto& reference = variable.at("valueFrom").at("secretKeyRef");
      value = entries_of(objects.named("Secret", reference.at("name"))).at(reference.at("key"));
    }
  }
}

void Pod::resolve_volumes(const Objects& objects) {
  std::set<std::string> claimed;
  for (const auto& volume : spec_.value("volumes", json::array())) {
    const auto place = folder_.path() / volume.at("name").get<std::string>();
    std::filesystem::create_directory(place);
    std::map<std::string, std::string> files;
    if (volume.contains("persistentVolumeClaim")) {
      claimed.insert(volume.at("name"));
    } else if (volume.contains("configMap")) {
      files = entries_of(objects.named("ConfigMap", volume["configMap"].at("name")));
    } else if (volume.contains("secret")) {
      files = entries_of(objects.named("Secret", volume["secret"].at("secretName")));
    }
    for (const auto& [name, text] : files) std::ofstream{place / name} << text;
  }
  for (const auto& mount : container_.value("volumeMounts", json::array())) {
    const std::string name = mount.at("name");
    mounts_[mount.at("mountPath")] = {.folder = folder_.path() / name,
                                      .writable = claimed.contains(name)};
  }
}

ProcessSettings Pod::command(const std::vector<std::string>& arguments) const {
  const auto& user = spec_.at("securityContext");
  std::vector<std::string> all{"bwrap",
                               "--unshare-user",
                               "--unshare-pid",
                               "--as-pid-1",
                               "--die-with-parent",
                               "--clearenv",
                               "--uid",
                               user.at("runAsUser").dump(),
                               "--gid",
                               user.at("runAsGroup").dump()};
  const auto add = [&](const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  add({"--ro-bind", "/usr", "/usr", "--ro-bind", "/etc/ssl", "/etc/ssl"});
  for (const auto* link : {"bin", "lib", "lib64"}) {
    add({"--symlink", std::string{"usr/"} + link, std::string{"/"} + link});
  }
  add({"--ro-bind", SLUICE_BINARY_FOLDER, "/sluice", "--setenv", "PATH", "/sluice:/usr/bin"});
  for (const auto& [place, mount] : mounts_) {
    add({mount.writable ? "--bind" : "--ro-bind", mount.folder, place});
  }
  for (const auto& [name, value] : environment_) add({"--setenv", name, value});
  add({"--proc", "/proc", "--dev", "/dev", "--remount-ro", "/", "--"});
  add(arguments);
  return {.arguments = all};
}

HttpAnswer Pod::probe(const std::string& name) const {
  const auto& request = container_.at(name).at("httpGet");
  return http_get(port_of(container_, request.at("port")), request.at("path"));
}

std::chrono::seconds Pod::grace_period() const {
  return std::chrono::seconds{spec_.at("terminationGracePeriodSeconds").get<int>()};
}

std::string Pod::unavailable() {
  return find_program("bwrap").empty() ? "no program `bwrap`" : "";
}

}  // namespace sluice::test
