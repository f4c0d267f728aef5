#include "intake/intake.h"

#include "vault/assert.h"

#include <algorithm>
#include <array>
#include <utility>

namespace server::intake {

namespace {

using vault::ErrorCode;
using vault::Expected;

constexpr std::size_t site_bytes_max = 2048;
constexpr std::size_t user_bytes_max = 320;
constexpr std::size_t note_bytes_max = 2000;
constexpr std::size_t media_type_bytes_max = 127;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t email_bytes_max = 254;

std::string_view as_text(const vault::Secret& secret)
{
    return {reinterpret_cast<const char*>(secret.reveal().data()), secret.size()};
}

// Views into the drafts.
std::vector<KnownValue> entered_values(std::span<const CredentialDraft> entered)
{
    std::vector<KnownValue> values;
    for (const CredentialDraft& draft : entered) {
        values.push_back({as_text(draft.value), draft.kind, {}});
    }
    return values;
}

void add_label_parts(std::vector<Part>& parts, const CredentialDraft& draft)
{
    parts.push_back({draft.site, Treatment::seal, site_bytes_max});
    parts.push_back({draft.user, Treatment::seal, user_bytes_max});
    parts.push_back({draft.note, Treatment::seal, note_bytes_max});
}

void add_name_parts(std::vector<Part>& parts, const AttachmentDraft& draft)
{
    parts.push_back({draft.name, Treatment::mask, vault::attachment_name_bytes_max});
    parts.push_back({draft.media_type, Treatment::mask, media_type_bytes_max});
}

// Hands out the redacted texts in the order the parts were given.
class TextQueue {
public:
    explicit TextQueue(std::vector<std::string>& texts) : texts_{texts} {}
    std::string next()
    {
        TV_ASSERT(index_ < texts_.size());
        return std::move(texts_[index_++]);
    }

private:
    std::vector<std::string>& texts_;
    std::size_t index_ = 0;
};

vault::NewCredential entered_credential(
    CredentialDraft& draft, TextQueue& texts, vault::Instant now, vault::Random& random)
{
    vault::CredentialLabel label{
        .site = texts.next(), .user = texts.next(), .note = texts.next(), .port = draft.port};
    return {.id = vault::CredentialId::random(random),
        .source = vault::Source::entered,
        .kind = std::string{redactor::to_string(draft.kind)},
        .rule = {},
        .label = std::move(label),
        .value = std::move(draft.value),
        .expires_at = now + draft.expires_in_ms,
        .unseals_max = draft.unseals_max,
        .consent = draft.consent,
        .attachment = std::nullopt};
}

vault::NewAttachment announced(
    const AttachmentDraft& draft, TextQueue& texts, vault::Random& random)
{
    std::string name = texts.next();
    return {.id = vault::AttachmentId::random(random),
        .name = std::move(name),
        .media_type = texts.next(),
        .size = draft.size};
}

} // namespace

Expected<std::vector<ScanResult>> Intake::scan(
    std::span<const Part> parts, std::span<const std::string> known_ids)
{
    ScanJob job{{}, {known_ids.begin(), known_ids.end()}};
    for (const Part& part : parts) {
        job.texts.push_back(part.text);
    }
    auto scanning = pool_.submit(std::move(job));
    if (!scanning) {
        return vault::fail({ErrorCode::unavailable, "too many texts are waiting to be scanned"});
    }
    return scanning->get();
}

Expected<Redaction> Intake::redact_new(
    std::span<const Part> parts, std::span<const CredentialDraft> entered)
{
    const auto scans = scan(parts, {});
    if (!scans) {
        return vault::fail(scans.error());
    }
    const auto values = entered_values(entered);
    return redact(parts, *scans, values, redaction_terms(vault_.now(), values.size(), {}, {}),
        vault_.random());
}

Expected<TicketRedaction> Intake::redact_into(const vault::Actor& by,
    const TicketContents& contents, std::vector<Part> parts,
    std::span<const CredentialDraft> entered)
{
    auto scans = scan(parts, contents.credential_ids);
    if (!scans) {
        return vault::fail(scans.error());
    }
    return tickets_.redact(
        by, contents, std::move(parts), std::move(*scans), entered_values(entered), {});
}

Expected<StoredTicket> Intake::submit(const vault::Actor& by, TicketDraft draft)
{
    std::vector<Part> parts{
        {draft.subject, Treatment::seal, vault::subject_bytes_max},
        {draft.description, Treatment::seal, vault::text_bytes_max},
        {draft.environment, Treatment::seal, vault::environment_bytes_max},
    };
    std::ranges::for_each(draft.credentials,
        [&](const CredentialDraft& credential) { add_label_parts(parts, credential); });
    std::ranges::for_each(draft.attachments,
        [&](const AttachmentDraft& attachment) { add_name_parts(parts, attachment); });
    if (draft.guest) {
        parts.push_back({draft.guest->profile.name, Treatment::mask, name_bytes_max});
        parts.push_back({draft.guest->profile.email, Treatment::mask, email_bytes_max});
    }
    auto redaction = redact_new(parts, draft.credentials);
    if (!redaction) {
        return vault::fail(redaction.error());
    }

    TextQueue texts{redaction->texts};
    const vault::Instant now = vault_.now();
    vault::NewTicket ticket{.id = vault::TicketId::random(vault_.random()),
        .guest = std::nullopt,
        .subject = texts.next(),
        .description = texts.next(),
        .environment = texts.next(),
        .credentials = {},
        .attachments = {},
        .customer = draft.customer};
    for (CredentialDraft& credential : draft.credentials) {
        ticket.credentials.push_back(entered_credential(credential, texts, now, vault_.random()));
    }
    std::ranges::move(redaction->found, std::back_inserter(ticket.credentials));
    std::vector<vault::AttachmentId> attachment_ids;
    for (const AttachmentDraft& attachment : draft.attachments) {
        ticket.attachments.push_back(announced(attachment, texts, vault_.random()));
        attachment_ids.push_back(ticket.attachments.back().id);
    }
    vault::Actor submitter = by;
    if (draft.guest) {
        draft.guest->profile.name = texts.next();
        draft.guest->profile.email = texts.next();
        submitter.person = draft.guest->id;
        ticket.guest = std::move(draft.guest);
    }
    auto submitted = vault_.submit(submitter, std::move(ticket));
    if (!submitted) {
        return vault::fail(submitted.error());
    }
    StoredTicket stored{std::move(*submitted), {}};
    for (const vault::AttachmentId& id : attachment_ids) {
        auto view = vault_.find_attachment(submitter, id);
        if (!view) {
            return vault::fail(view.error());
        }
        stored.attachments.push_back(std::move(*view));
    }
    return stored;
}

Expected<StoredMessage> Intake::add_message(
    const vault::Actor& by, const vault::TicketId& id, const MessageDraft& draft)
{
    const auto contents = tickets_.open(by, id);
    if (!contents) {
        return vault::fail(contents.error());
    }
    auto done =
        redact_into(by, *contents, {{draft.body, Treatment::seal, vault::text_bytes_max}}, {});
    if (!done) {
        return vault::fail(done.error());
    }
    Redaction& redaction = done->redaction;
    std::vector<vault::CredentialId> found;
    for (const vault::NewCredential& credential : redaction.found) {
        found.push_back(credential.id);
    }
    auto message = vault_.add_message(by, {.ticket = id,
                                              .id = vault::MessageId::random(vault_.random()),
                                              .internal = draft.internal,
                                              .body = std::move(redaction.texts.front()),
                                              .credentials = std::move(redaction.found),
                                              .rewrites = std::move(done->rewrites)});
    if (!message) {
        return vault::fail(message.error());
    }
    StoredMessage stored{std::move(*message), {}};
    for (const vault::CredentialId& credential : found) {
        auto view = vault_.find_credential(by, credential);
        if (!view) {
            return vault::fail(view.error());
        }
        stored.sealed.push_back(std::move(*view));
    }
    return stored;
}

Expected<std::vector<vault::CredentialView>> Intake::add_credential(
    const vault::Actor& by, const vault::TicketId& id, CredentialDraft draft)
{
    const auto contents = tickets_.open(by, id);
    if (!contents) {
        return vault::fail(contents.error());
    }
    std::vector<Part> parts;
    add_label_parts(parts, draft);
    auto done = redact_into(by, *contents, std::move(parts), {&draft, 1});
    if (!done) {
        return vault::fail(done.error());
    }
    TextQueue texts{done->redaction.texts};
    std::vector<vault::NewCredential> credentials;
    credentials.push_back(entered_credential(draft, texts, vault_.now(), vault_.random()));
    std::ranges::move(done->redaction.found, std::back_inserter(credentials));
    return vault_.add_credentials(by, id, std::move(credentials), std::move(done->rewrites));
}

Expected<vault::AttachmentView> Intake::announce(
    const vault::Actor& by, const vault::TicketId& ticket, const AttachmentDraft& draft)
{
    std::vector<Part> parts;
    add_name_parts(parts, draft);
    const auto contents = tickets_.open(by, ticket);
    if (!contents) {
        return vault::fail(contents.error());
    }
    auto done = redact_into(by, *contents, std::move(parts), {});
    if (!done) {
        return vault::fail(done.error());
    }
    TextQueue texts{done->redaction.texts};
    return vault_.announce_attachment(by, ticket, announced(draft, texts, vault_.random()));
}

Expected<void> Intake::check_bare(const std::string& text)
{
    const std::vector<Part> parts{{text, Treatment::mask, text.size()}};
    const auto scans = scan(parts, {});
    if (!scans) {
        return vault::fail(scans.error());
    }
    const ScanResult& result = scans->front();
    if (!result || !result->empty()) {
        return vault::fail({ErrorCode::invalid,
            "the reason looks like it holds a credential; say it without one"});
    }
    return {};
}

Expected<vault::GrantView> Intake::request_grant(
    const vault::Actor& by, vault::GrantRequest request)
{
    if (const auto bare = check_bare(request.reason); !bare) {
        if (bare.error().code() == ErrorCode::invalid) {
            // The attempt is an entry; what it held is not.
            vault::wipe(std::as_writable_bytes(std::span{request.reason}));
            request.reason.clear();
            if (const auto told = vault_.request_grant(by, std::move(request));
                !told && told.error().code() != ErrorCode::invalid) {
                return vault::fail(told.error());
            }
        }
        return vault::fail(bare.error());
    }
    return vault_.request_grant(by, std::move(request));
}

Expected<vault::GrantView> Intake::review_break_glass(
    const vault::Actor& by, const vault::GrantId& id, const std::string& root_cause)
{
    if (const auto bare = check_bare(root_cause); !bare) {
        return vault::fail(bare.error());
    }
    return vault_.review_break_glass(by, id, root_cause);
}

Expected<ScanResult> Intake::examine(std::string_view text)
{
    const std::array<Part, 1> parts{{{text}}};
    auto scans = scan(parts, {});
    if (!scans) {
        return vault::fail(scans.error());
    }
    return std::move(scans->front());
}

Expected<vault::Profile> Intake::clean_profile(vault::Profile profile)
{
    const std::vector<Part> parts{{profile.name, Treatment::mask, name_bytes_max},
        {profile.email, Treatment::mask, email_bytes_max}};
    auto redaction = redact_new(parts, {});
    if (!redaction) {
        return vault::fail(redaction.error());
    }
    return vault::Profile{std::move(redaction->texts[0]), std::move(redaction->texts[1])};
}

} // namespace server::intake
