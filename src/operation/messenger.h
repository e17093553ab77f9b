// Alerts sent to people: over a webhook and by e-mail.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "job/alert_book.h"

namespace jutong::operation {

class Messenger {
public:
    virtual ~Messenger() = default;
    virtual std::string channel() const = 0;  // webhook, mail
    // Blocks until it is sent or its time is over. Fails with alert.message (unavailable), whose
    // message has no secrets.
    virtual Done send(job::Alert const& alert) = 0;
};

struct MessengerOptions {
    std::string webhook;                       // http(s)://…; empty: none
    std::filesystem::path webhook_token_file;  // sent as bearer token
    std::string smtp;                          // smtp(s)://host:port; empty: none
    std::string from;
    std::vector<std::string> to;
    std::string user;
    std::filesystem::path password_file;
    int timeout_seconds = 15;
};

// Those that are set up. Secrets are read from their files each time, and now, so that a mistake
// shows at once. Fails with alert.options (invalid), file.secret (invalid).
Result<std::vector<std::unique_ptr<Messenger>>> messengers(MessengerOptions const& options);

// The mail as it is sent (RFC 5322, UTF-8 in base64).
std::string mail_text(MessengerOptions const& options, job::Alert const& alert,
                      std::string const& date);

}  // namespace jutong::operation
