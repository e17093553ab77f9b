#include "app/serve_options.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "pack/document.h"

namespace jutong::app {

namespace {

constexpr std::string_view default_address = "127.0.0.1:8080";
constexpr std::size_t token_length_min = 16;

// That serve connections, and answer what is near: one a core, as far as that helps.
int usual_threads() {
    constexpr int threads_max = 8;
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, threads_max);
}

// What the file and the flags say, as texts.
struct Said {
    std::vector<std::string> listen, hosts;
    std::string certificate, key, token_file, log;
    int threads = usual_threads();
    BackgroundOptions background;
};

void whole_number(pack::Reader& reader, std::string_view key, int min, int max, int& value) {
    auto const said = reader.number(key);
    if (!said) return;
    if (*said < min || *said > max || *said != std::floor(*said))
        reader.problem(key, "serve.number",
                       fmt::format("{} takes a whole number from {} to {}", key, min, max),
                       "Change it");
    else
        value = static_cast<int>(*said);
}

void read_messages(pack::Node const& node, operation::MessengerOptions& options,
                   pack::Problems& problems) {
    pack::Reader reader(node, problems);
    options.webhook = reader.text("webhook");
    options.webhook_token_file = reader.text("webhook_token_file");
    options.smtp = reader.text("smtp");
    options.from = reader.text("from");
    options.to = reader.texts("to");
    options.user = reader.text("user");
    options.password_file = reader.text("password_file");
    whole_number(reader, "timeout_seconds", 1, 120, options.timeout_seconds);
    reader.finish();
}

Result<Said> said_by_file(std::filesystem::path const& config) {
    Said said;
    if (config.empty()) return said;
    auto const node = TRY(pack::read_yaml(config));
    auto const section = node.find("server");
    if (!section) return said;
    pack::Problems problems;
    pack::Reader reader(*section, problems);
    said.listen = reader.texts("listen");
    said.hosts = reader.texts("hosts");
    said.certificate = reader.text("certificate");
    said.key = reader.text("key");
    said.token_file = reader.text("token_file");
    said.log = reader.text("log");
    whole_number(reader, "threads", 1, 256, said.threads);
    said.background.schedules = reader.flag("schedules", true);
    said.background.inbox = reader.text("inbox");
    whole_number(reader, "look_seconds", 1, 3600, said.background.look_seconds);
    if (auto const backup = reader.node("backup")) {
        pack::Reader inner(*backup, problems);
        said.background.backup_every_days = 1;
        whole_number(inner, "every_days", 1, 366, said.background.backup_every_days);
        whole_number(inner, "keep", 1, 1000, said.background.backups_kept);
        inner.finish();
    }
    if (auto const alerts = reader.node("alerts"))
        read_messages(*alerts, said.background.messages, problems);
    reader.finish();
    if (problems.empty()) return said;
    return fail(Code::invalid, problems.front().reason, to_string(problems.front()));
}

Result<std::string> token_of(std::filesystem::path const& file) {
    if (file.empty()) return std::string();
    auto const secret = read_secret(file);
    if (!secret)
        return fail(Code::invalid, "serve.token", "The token's file " + secret.error().message);
    std::string token(trim(*secret));
    if (token.size() < token_length_min)
        return fail(
            Code::invalid, "serve.token",
            "The token must have at least 16 characters; make one with: openssl rand -hex 32");
    return token;
}

}  // namespace

Result<ServeOptions> serve_options(cli::Context const& context, cli::Arguments const& arguments) {
    auto said = TRY(said_by_file(context.config));
    if (arguments.has("--listen")) said.listen = arguments.texts("--listen");
    if (arguments.has("--host")) said.hosts = arguments.texts("--host");
    said.certificate = arguments.text("--certificate", said.certificate);
    said.key = arguments.text("--key", said.key);
    said.token_file = arguments.text("--token-file", said.token_file);
    if (said.listen.empty()) said.listen.emplace_back(default_address);
    ServeOptions options;
    for (auto const& text : said.listen)
        options.http.addresses.push_back(TRY(http::read_address(text)));
    options.http.certificate = said.certificate;
    options.http.key = said.key;
    options.http.threads = said.threads;
    if (said.certificate.empty() != said.key.empty())
        return fail(Code::invalid, "http.certificate", "TLS needs both a certificate and its key");
    options.hosts = said.hosts;
    options.background = said.background;
    options.log_all = said.log == "all" || arguments.has("--log-all");
    options.token = TRY(token_of(said.token_file));
    for (auto const& address : options.http.addresses)
        if (!address.is_loopback() && options.token.empty())
            return fail(Code::denied, "serve.exposed",
                        address.text() +
                            " can be reached by others, and nobody is asked who they are yet: name "
                            "a --token-file, or listen on 127.0.0.1");
    return options;
}

std::vector<cli::Option> serve_flags() {
    return {{"--listen", "ADDR…", "127.0.0.1:8080, [::1]:8080; a port of 0 is chosen"},
            {"--host", "NAME…", "Names that the server is asked by, with their port"},
            {"--certificate", "FILE", "PEM, with its chain: TLS"},
            {"--key", "FILE", "PEM, of the certificate"},
            {"--token-file", "FILE",
             "Bearer token that every request needs; without it only loopback is listened to"},
            {"--log-all", "", "Log every request, also those that only read"}};
}

}  // namespace jutong::app
