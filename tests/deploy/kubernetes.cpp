#include "tests/deploy/kubernetes.hpp"

#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {
namespace {

/// Of no use to anyone but this test.
constexpr auto token = "token-of-a-test";

std::string binary() {
  return (parts_folder() / "kubernetes/kube-apiserver").string();
}

std::string local(const std::string& scheme, std::uint16_t port) {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

ProcessSettings etcd_command(const TemporaryFolder& folder, std::uint16_t port) {
  const auto peers = local("http", free_port());
  return {.arguments = {find_program("etcd").string(), "--data-dir",
                        (folder.path() / "etcd").string(), "--listen-client-urls",
                        local("http", port), "--advertise-client-urls", local("http", port),
                        "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                        "--initial-cluster", "default=" + peers, "--unsafe-no-fsync"}};
}

/// The key with which it would sign the tokens of service accounts.
std::string account_key(const TemporaryFolder& folder) {
  const auto file = (folder.path() / "accounts.key").string();
  Process tool{{.arguments = {"openssl", "genrsa", "-out", file, "2048"}}};
  if (tool.wait_exit() != 0) throw std::runtime_error("openssl failed:" + tool.tail());
  return file;
}

ProcessSettings server_command(const TemporaryFolder& folder, std::uint16_t port,
                               std::uint16_t etcd_port, const std::string& services) {
  // Its own address has to be of the first range's family; nobody calls it there.
  const bool ipv6 = services.find(':') < services.find(',');
  const auto key = account_key(folder);
  const auto tokens =
      folder.write("tokens.csv", std::string{token} + ",admin,admin,\"system:masters\"\n");
  return {.arguments = {binary(), "--etcd-servers=" + local("http", etcd_port),
                        "--secure-port=" + std::to_string(port), "--bind-address=127.0.0.1",
                        "--cert-dir=" + (folder.path() / "certificates").string(),
                        "--service-account-issuer=https://127.0.0.1",
                        "--service-account-signing-key-file=" + key,
                        "--service-account-key-file=" + key, "--token-auth-file=" + tokens.string(),
                        "--authorization-mode=RBAC", "--service-cluster-ip-range=" + services,
                        std::string{"--advertise-address="} + (ipv6 ? "fd00::1" : "10.0.0.1"),
                        "--disable-admission-plugins=ServiceAccount"}};
}

std::string kubeconfig_text(std::uint16_t port) {
  return nlohmann::json{
      {"apiVersion", "v1"},
      {"kind", "Config"},
      {"current-context", "test"},
      {"clusters",
       {{{"name", "test"},
         {"cluster", {{"server", local("https", port)}, {"insecure-skip-tls-verify", true}}}}}},
      {"users", {{{"name", "test"}, {"user", {{"token", token}}}}}},
      {"contexts", {{{"name", "test"}, {"context", {{"cluster", "test"}, {"user", "test"}}}}}}}
      .dump();
}

}  // namespace

Kubernetes::Kubernetes(const std::string& services)
    : etcd_port_{free_port()},
      port_{free_port()},
      kubeconfig_{folder_.write("kubeconfig", kubeconfig_text(port_))},
      etcd_{"etcd", etcd_command(folder_, etcd_port_),
            [port = etcd_port_] { return port_answers(port); }},
      server_{"kube-apiserver", server_command(folder_, port_, etcd_port_, services), [this] {
                return port_answers(port_) && has("/readyz") && has("/api/v1/namespaces/default");
              }} {
  etcd_.start();
  server_.start();
}

nlohmann::json Kubernetes::get(const std::string& path) const {
  Answer answer = ask(path);
  if (answer.status != 200) {
    throw std::runtime_error("GET " + path + ": " + std::to_string(answer.status) + " " +
                             answer.body.dump());
  }
  return std::move(answer.body);
}

bool Kubernetes::has(const std::string& path) const {
  return ask(path).status == 200;
}

void Kubernetes::create(const std::string& path, const nlohmann::json& object) const {
  if (const Answer answer = ask(path, object.dump()); answer.status != 201) {
    throw std::runtime_error("POST " + path + ": " + std::to_string(answer.status) + " " +
                             answer.body.dump());
  }
}

void Kubernetes::set_status(const std::string& path, const nlohmann::json& status) const {
  auto object = get(path);
  object["status"] = status;
  if (const Answer answer = ask(path + "/status", object.dump(), "PUT"); answer.status != 200) {
    throw std::runtime_error("PUT " + path + "/status: " + std::to_string(answer.status) + " " +
                             answer.body.dump());
  }
}

Kubernetes::Answer Kubernetes::ask(const std::string& path, const std::string& body,
                                   const std::string& method) const {
  ProcessSettings settings{
      .arguments = {"curl", "--silent", "--insecure", "--noproxy", "*", "--max-time", "30",
                    "--header", std::string{"Authorization: Bearer "} + token, "--write-out",
                    "\n%{http_code}\n", local("https", port_) + path}};
  if (!body.empty()) {
    settings.arguments.insert(
        settings.arguments.end(),
        {"--request", method, "--header", "Content-Type: application/json", "--data-raw", body});
  }
  Process curl{settings};
  if (curl.wait_exit() != 0) return {};
  const auto lines = curl.lines();
  std::string text;
  for (std::size_t index = 0; index + 1 < lines.size(); ++index) text += lines[index] + "\n";
  return {std::stoi(lines.back()), nlohmann::json::parse(text, nullptr, false)};
}

std::string Kubernetes::unavailable() {
  if (!std::filesystem::exists(binary())) return "no program at " + binary();
  return find_program("etcd").empty() ? "no program `etcd`" : "";
}

}  // namespace sluice::test
