#include "audit/sha256.h"
#include "engine/engine.h"
#include "vault/audit.h"

#include <span>
#include <string>

namespace vault {

Expected<void> Vault::record_rules(const RulesInUse& rules)
{
    std::string text = "files=" + std::to_string(rules.files.size());
    text.append(" rules=").append(std::to_string(rules.rules));
    if (!rules.files.empty()) {
        Sha256 digest;
        for (const std::string& file : rules.files) {
            Sha256 of_file; // so that moving a line from one to the next is another set
            of_file.update(std::as_bytes(std::span{file}));
            const Hash hash = of_file.finish();
            digest.update(hash);
        }
        text.append(" sha256=").append(hash_text(digest.finish()));
    }
    text.append(" version=").append(rules.version);
    const auto done = engine_->write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            EntryFields fields = scope.entry(Event::rules_loaded, nullptr);
            fields.policy = text;
            scope.audit(std::move(fields));
            return Done{};
        },
        Room::reserved);
    return done ? Expected<void>{} : fail(done.error());
}

} // namespace vault
