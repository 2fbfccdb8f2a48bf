#include "gateway/journal/syncing.hpp"

namespace sluice::journal {

/// Older files first, so that a power cut in between leaves no hole.
void Syncing::sync() {
  for (File* file : files) {
    if (!error) error = file->sync();
  }
  if (!error && !folder.empty()) error = disk->sync_folder(folder);
}

void Syncing::checkpoint() {
  if (error || !due) return;
  error = due->file->write(due->slot);
  while (!error && due->left < due->leaving.size()) {
    error = due->spares->carry_out(due->leaving[due->left]);
    if (!error) ++due->left;
  }
}

}  // namespace sluice::journal
