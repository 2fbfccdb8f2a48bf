#include "gateway/app/journal_arguments.hpp"

#include <CLI/CLI.hpp>

#include "gateway/app/journal_command.hpp"

namespace sluice::app {

JournalArguments::JournalArguments(CLI::App& cli)
    : journal_(cli.add_subcommand("journal", "Look into the journals of a folder")) {
  journal_->require_subcommand(1);
  inspect_ = add("inspect", "Show what is in them");
  inspect_->add_flag("--json", as_json_, "As JSON, with all ranges");
  verify_ = add("verify", "Check whether they are sound: exit status 1 and what is lost, if not");
  export_ = add("export", "Print the unsettled records as JSON lines");
  drop_ = add("drop", "Give up the records of one journal before a sequence");
  drop_->add_option("--before", before_, "The sequence of the first record that stays")->required();
}

CLI::App* JournalArguments::add(const std::string& name, const std::string& what) {
  auto* command = journal_->add_subcommand(name, what);
  command
      ->add_option("DIR", folder_,
                   "`journal.path` of the configuration, or the folder of a sink or of one journal")
      ->required();
  return command;
}

bool JournalArguments::parsed() const {
  return journal_->parsed();
}

int JournalArguments::execute() const {
  if (inspect_->parsed()) {
    return inspect_journals(folder_, as_json_ ? JournalForm::json : JournalForm::table);
  }
  if (verify_->parsed()) return verify_journals(folder_);
  if (export_->parsed()) return export_journals(folder_);
  return drop_from_journal(folder_, before_);
}

}  // namespace sluice::app
