// The only file that includes libcurl.
#include "operation/messenger.h"

#include <algorithm>
#include <cstring>
#include <ctime>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

namespace jutong::operation {

namespace {

constexpr std::size_t base64_line_max = 57;  // bytes: 76 characters

struct Lists {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Lists>;

List list_of(std::vector<std::string> const& texts) {
    curl_slist* list = nullptr;
    for (auto const& text : texts) list = curl_slist_append(list, text.c_str());
    return List(list);
}

struct Ends {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
using Curl = std::unique_ptr<CURL, Ends>;

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

Curl curl_for(std::string const& url, std::string const& protocols, int timeout_seconds) {
    static auto const ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    Curl curl(ready ? curl_easy_init() : nullptr);
    if (!curl) return curl;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, protocols.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, long{timeout_seconds});
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, ignore);
    return curl;
}

Done outcome_of(std::string_view what, CURLcode code) {
    if (code == CURLE_OK) return {};
    return fail(Code::unavailable, "alert.message",
                fmt::format("{}: {}", what, curl_easy_strerror(code)));
}

Result<std::string> secret_in(fs::path const& file) {
    return file.empty() ? Result<std::string>(std::string()) : read_secret(file);
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += at + i > bytes.size() ? '=' : letters[group >> (18 - 6 * i) & 63U];
    }
    return out;
}

bool is_address(std::string const& text) {
    return text.find('@') != std::string::npos &&
           std::ranges::none_of(text, [](char c) { return c <= ' ' || c == '<' || c == '>'; });
}

class Webhook final : public Messenger {
public:
    explicit Webhook(MessengerOptions options) : options_(std::move(options)) {}
    std::string channel() const override { return "webhook"; }

    Done send(job::Alert const& alert) override {
        auto const token = TRY(secret_in(options_.webhook_token_file));
        std::vector<std::string> lines = {"Content-Type: application/json"};
        if (!token.empty()) lines.push_back("Authorization: Bearer " + token);
        auto const headers = list_of(lines);
        auto const body = json::serialize(json::object{{"id", alert.id},
                                                       {"kind", alert.kind},
                                                       {"state", alert.state},
                                                       {"title", alert.title},
                                                       {"detail", alert.detail},
                                                       {"href", alert.href},
                                                       {"since", alert.since}});
        auto const curl = curl_for(options_.webhook, "http,https", options_.timeout_seconds);
        if (!curl) return fail(Code::internal, "alert.message", "libcurl does not start");
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        TRY(outcome_of("The webhook", curl_easy_perform(curl.get())));
        long status = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        if (status / 100 == 2) return {};
        return fail(Code::unavailable, "alert.message",
                    fmt::format("The webhook answered {}", status));
    }

private:
    MessengerOptions options_;
};

struct Reading {
    std::string_view left;
};
std::size_t read_more(char* out, std::size_t size, std::size_t count, void* reading) {
    auto& left = static_cast<Reading*>(reading)->left;
    auto const taken = std::min(size * count, left.size());
    std::memcpy(out, left.data(), taken);
    left.remove_prefix(taken);
    return taken;
}

class Mail final : public Messenger {
public:
    explicit Mail(MessengerOptions options) : options_(std::move(options)) {}
    std::string channel() const override { return "mail"; }

    Done send(job::Alert const& alert) override {
        auto const password = TRY(secret_in(options_.password_file));
        char date[64] = {};
        auto const now = std::time(nullptr);
        std::tm parts{};
        std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", ::gmtime_r(&now, &parts));
        auto const text = mail_text(options_, alert, date);
        Reading reading{text};
        auto const to = list_of(options_.to);
        auto const curl = curl_for(options_.smtp, "smtp,smtps", options_.timeout_seconds);
        if (!curl) return fail(Code::internal, "alert.message", "libcurl does not start");
        auto const from = "<" + options_.from + ">";
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
        curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_more);
        curl_easy_setopt(curl.get(), CURLOPT_READDATA, &reading);
        curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
        // A password is never said in the clear.
        auto const tls = options_.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL;
        curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, long{tls});
        if (!options_.user.empty()) {
            curl_easy_setopt(curl.get(), CURLOPT_USERNAME, options_.user.c_str());
            curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, password.c_str());
        }
        return outcome_of("The mail server", curl_easy_perform(curl.get()));
    }

private:
    MessengerOptions options_;
};

}  // namespace

std::string mail_text(MessengerOptions const& options, job::Alert const& alert,
                      std::string const& date) {
    std::string to;
    for (auto const& one : options.to) to += (to.empty() ? "" : ", ") + one;
    auto text = fmt::format(
        "Date: {}\r\nFrom: <{}>\r\nTo: {}\r\nSubject: =?UTF-8?B?{}?=\r\nMIME-Version: "
        "1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\n",
        date, options.from, to, base64("聚通: " + std::string(first_code_points(alert.title, 10))));
    auto const body =
        fmt::format("{}\n\n{}\n\n{}\n{}\n", alert.title, alert.detail, alert.href, alert.since);
    for (std::size_t at = 0; at < body.size(); at += base64_line_max)
        text += base64(std::string_view(body).substr(at, base64_line_max)) + "\r\n";
    return text;
}

Result<std::vector<std::unique_ptr<Messenger>>> messengers(MessengerOptions const& options) {
    std::vector<std::unique_ptr<Messenger>> all;
    auto const& [webhook, token, smtp, from, to, user, password, timeout] = options;
    if (!webhook.empty()) {
        if (!webhook.starts_with("http://") && !webhook.starts_with("https://"))
            return fail(Code::invalid, "alert.options", "alerts.webhook begins with http(s)://");
        TRY(secret_in(token));
        all.push_back(std::make_unique<Webhook>(options));
    }
    if (!smtp.empty()) {
        if (!smtp.starts_with("smtp://") && !smtp.starts_with("smtps://"))
            return fail(Code::invalid, "alert.options", "alerts.smtp begins with smtp(s)://");
        if (!is_address(from) || to.empty() || !std::ranges::all_of(to, is_address))
            return fail(Code::invalid, "alert.options",
                        "alerts.smtp needs `from` and `to`, which are mail addresses");
        TRY(secret_in(password));
        all.push_back(std::make_unique<Mail>(options));
    }
    return all;
}

}  // namespace jutong::operation
