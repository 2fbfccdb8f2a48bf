#include "gateway/net/tether.hpp"

#include <utility>

namespace sluice::net {

void Tethers::cut() noexcept {
  for (auto* tether : std::exchange(held_, {})) {
    tether->tethers_ = nullptr;
    tether->on_cut();
  }
}

Tether::Tether(Tethers& tethers) : tethers_(&tethers) {
  tethers.held_.push_back(this);
}

Tether::~Tether() {
  if (tethers_ != nullptr) std::erase(tethers_->held_, this);
}

}  // namespace sluice::net
