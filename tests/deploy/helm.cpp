#include "tests/deploy/helm.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/support/parts.hpp"
#include "tests/support/process.hpp"

namespace sluice::test {
namespace {

std::string binary() {
  return (parts_folder() / "kubernetes/helm").string();
}

}  // namespace

std::filesystem::path chart() {
  return std::filesystem::path{SLUICE_TREE} / "deploy/helm/sluice";
}

std::vector<std::string> values_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{chart() / "ci"}) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::filesystem::path values_file(const std::string& name) {
  return chart() / "ci" / (name + ".yaml");
}

Helm::Outcome Helm::execute(const std::vector<std::string>& arguments) const {
  ProcessSettings settings{.arguments = {binary()},
                           .environment = {{"HOME", home_.path().string()},
                                           {"HELM_CACHE_HOME", home_.path().string()},
                                           {"HELM_CONFIG_HOME", home_.path().string()},
                                           {"HELM_DATA_HOME", home_.path().string()},
                                           {"KUBECONFIG", kubeconfig_.string()}}};
  settings.arguments.insert(settings.arguments.end(), arguments.begin(), arguments.end());
  Process process{settings};
  Outcome outcome{.exit_code = process.wait_exit(within(start_time)), .output = {}, .errors = {}};
  for (std::size_t index = 0; index < process.line_count(); ++index) {
    const OutputLine line = process.wait_line(index, within(answer_time));
    (line.is_error ? outcome.errors : outcome.output) += line.text + "\n";
  }
  return outcome;
}

Helm::Outcome Helm::must(const std::vector<std::string>& arguments) const {
  Outcome outcome = execute(arguments);
  if (outcome.exit_code != 0) {
    throw std::runtime_error("helm " + arguments.at(0) + " failed: " + outcome.errors +
                             outcome.output);
  }
  return outcome;
}

Objects Helm::render(const std::string& values, const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"template", "edge", chart().string(), "--values",
                                     values_file(values).string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Objects{must(arguments).output};
}

std::string Helm::refusal(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"template", "edge", chart().string(), "--values",
                                     values_file("minimal").string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = execute(arguments);
  return outcome.exit_code == 0 ? "" : outcome.errors;
}

std::string Helm::unavailable() {
  return std::filesystem::exists(binary()) ? "" : "no program at " + binary();
}

}  // namespace sluice::test
