#include "engine/engine.h"
#include "engine/page_cursor.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "scope/store_message.h"
#include "scope/text_limits.h"
#include "scope/ticket_view.h"
#include "tickets/rewrite_texts.h"

#include <map>
#include <optional>

namespace vault {

namespace {

// The ticket's key for those who may read its texts.
std::optional<Secret> text_key(const ReadScope& scope, const Actor& by, const TicketRecord& ticket)
{
    return may(by.role, Act::read_text) ? std::optional{scope.content_key(ticket)} : std::nullopt;
}

// The messages of a ticket are by a few people: each name is opened once.
class AuthorNames {
public:
    explicit AuthorNames(const ReadScope& scope) : scope_{scope} {}
    const std::string& of(const PersonId& person)
    {
        const auto known = names_.find(person);
        return known != names_.end()
                   ? known->second
                   : names_.emplace(person, scope_.profile(person).name).first->second;
    }

private:
    const ReadScope& scope_;
    std::map<PersonId, std::string> names_;
};

const Secret* pointer(const std::optional<Secret>& key) { return key ? &*key : nullptr; }

} // namespace

Expected<Paged<TicketRow>> Vault::list_tickets(const Actor& by, const Page& page) const
{
    const auto start = page_start(page);
    if (!start)
        return fail(start.error());
    return engine_->read([&](ReadScope& scope) -> Expected<Paged<TicketRow>> {
        const bool own = is_outside(by.role);
        const auto records =
            own ? scope.tables.tickets.list_of_customer(
                      by.person, start->before, start->limit, scope.latest)
                : scope.tables.tickets.list_received(start->before, start->limit, scope.latest);
        Paged<TicketRow> rows;
        for (const QueueRecord& record : records) {
            const auto key = text_key(scope, by, record.ticket);
            rows.rows.push_back(row_of(scope, record, pointer(key)));
        }
        if (!records.empty())
            rows.next_cursor = next_cursor(*start, records.size(), records.back().ticket.position);
        return rows;
    });
}

Expected<TicketView> Vault::read_ticket(const Actor& by, const TicketId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<TicketView> {
        const auto ticket = visible_ticket(scope, by, id);
        if (!ticket)
            return fail(ticket.error());
        const auto key = text_key(scope, by, *ticket);
        TicketView view{
            row_of(scope,
                scope.tables.tickets.with_counts(*ticket, scope.latest, !is_outside(by.role)),
                pointer(key)),
            {}, {}, {}, ticket->closed_at, {}, {}, {}};
        for (const AttachmentRecord& attachment : scope.tables.attachments.of_ticket(id))
            view.attachments.push_back(view_of(scope, attachment, pointer(key)));
        for (const CredentialRecord& credential : visible_credentials(scope, by, id))
            view.credentials.push_back(view_of(scope, credential, pointer(key)));
        if (!key)
            return view;
        const auto texts = scope.tables.tickets.texts(id);
        const std::string name = id.to_string();
        view.customer = scope.profile(ticket->customer);
        view.description = scope.text(texts->description_ct, *key, name, "description");
        view.environment = scope.text(texts->environment_ct, *key, name, "environment");
        AuthorNames authors{scope};
        for (const MessageRecord& message : scope.tables.tickets.messages(id))
            if (!message.internal || by.role == Role::agent)
                view.messages.push_back(view_of(scope, message, authors.of(message.author), *key));
        return view;
    });
}

Expected<MessageView> Vault::add_message(const Actor& by, NewMessage message)
{
    if (message.body.size() > text_bytes_max || count_visible(message.body) == 0)
        return fail({ErrorCode::invalid, "a message has 1 byte to 256 KiB, not all blank"});
    if (message.internal && by.role != Role::agent)
        return fail({ErrorCode::forbidden, "only agents write internal notes"});
    // What also stood in a text that was written for the customer is the customer's.
    const bool of_house =
        message.internal && message.rewrites.texts.empty() && message.rewrites.files.empty();
    for (NewCredential& credential : message.credentials)
        credential.internal = of_house;
    auto sealed = seal_credentials(std::move(message.credentials), engine_->store,
        engine_->writer.now(), engine_->world.random);
    if (!sealed)
        return fail(sealed.error());
    auto done = engine_->write<MessageView>([&](WriteScope& scope) -> Expected<MessageView> {
        const auto ticket = writable_ticket(scope, by, message.ticket);
        if (!ticket)
            return fail(ticket.error());
        const Secret key = scope.content_key(*ticket);
        rewrite_texts(scope, by, *ticket, key, message.rewrites);
        store_message(scope, by, *ticket, {message.id, message.body, message.internal});
        for (SealedCredential& credential : *sealed)
            if (const auto stored = store_credential(scope, by, *ticket, key, credential); !stored)
                return fail(stored.error());
        return MessageView{message.id, by.person, scope.profile(by.person).name, by.role,
            message.internal, scope.now, message.body};
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

} // namespace vault
