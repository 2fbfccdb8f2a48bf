#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "tests/deploy/helm.hpp"
#include "tests/deploy/kubernetes.hpp"
#include "tests/support/parts.hpp"

namespace sluice::test {

/// A test with Helm in front of an API server of its own; skipped where either is missing.
template <class Base = testing::Test>
class OnCluster : public Base {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Helm);
    SLUICE_REQUIRE_PART(Kubernetes);
    kubernetes.emplace();
    helm.emplace(kubernetes->kubeconfig());
  }

  std::optional<Kubernetes> kubernetes;
  std::optional<Helm> helm;
};

}  // namespace sluice::test
