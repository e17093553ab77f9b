// Uploads, which can be cut off and go on.
#include <charconv>

#include "api/services.h"
#include "operation/uploads.h"

namespace jutong::api {

namespace {

json::object json_of(operation::Upload const& upload) {
    return {{"upload", upload.id},
            {"name", upload.name},
            {"bytes", upload.bytes},
            {"received", upload.received},
            {"complete", upload.complete()}};
}

Result<http::Response> begin(operation::Uploads& uploads, Call& call) {
    auto const& body = call.body.as_object();
    auto const* const sha256 = body.if_contains("sha256");
    auto const upload =
        TRY(uploads.begin(std::string(body.at("name").as_string()), body.at("bytes").as_int64(),
                          sha256 == nullptr ? std::string() : std::string(sha256->as_string())));
    auto response = json_response(json_of(upload), 201);
    response.headers.emplace_back("Location", "/api/v1/uploads/" + upload.id);
    return response;
}

}  // namespace

void add_upload_routes(Routes& routes, Services& services) {
    using http::Method;
    auto const uploads = std::make_shared<operation::Uploads>(services.settings.data);
    routes.components["Upload"] = object({{"upload", text()},
                                          {"name", text()},
                                          {"bytes", integer()},
                                          {"received", integer("Go on from here")},
                                          {"complete", boolean()}});
    auto const id = path_text("upload", "The upload's id");
    routes.add({.method = Method::post,
                .path = "/api/v1/uploads",
                .name = "begin_upload",
                .tag = "uploads",
                .summary = "Announces a file",
                .body = object({{"name", text_of(1, 200, "The file's name, without folders")},
                                {"bytes", integer_of(1, operation::upload_bytes_max)},
                                maybe("sha256", text_of(64, 64, "Of the whole, in hexadecimal"))}),
                .status = 201,
                .answer = component("Upload"),
                .failures = {429},
                .handle = [uploads](Call& call) { return begin(*uploads, call); }});
    routes.add({.path = "/api/v1/uploads/{upload}",
                .name = "show_upload",
                .tag = "uploads",
                .summary = "How much of it has arrived",
                .parameters = {id},
                .answer = component("Upload"),
                .failures = {404},
                .handle = [uploads](Call& call) -> Result<http::Response> {
                    return json_response(json_of(TRY(uploads->find(call.text("upload")))));
                }});
    routes.add(
        {.method = Method::patch,
         .path = "/api/v1/uploads/{upload}",
         .name = "add_to_upload",
         .tag = "uploads",
         .summary = "The next piece, at most 16 MiB",
         .parameters = {id,
                        {"Upload-Offset", In::header,
                         integer_of(0, operation::upload_bytes_max,
                                    "The piece's place: what has been received"),
                         true}},
         .body_type = "application/offset+octet-stream",
         .body_max = operation::piece_bytes_max,
         .answer = component("Upload"),
         .failures = {404, 409},
         .handle = [uploads](Call& call) -> Result<http::Response> {
             return json_response(json_of(TRY(uploads->add(
                 call.text("upload"), call.integer("Upload-Offset", 0), call.request.body))));
         }});
    routes.add({.method = Method::del,
                .path = "/api/v1/uploads/{upload}",
                .name = "delete_upload",
                .tag = "uploads",
                .summary = "Forgets it",
                .parameters = {id},
                .status = 204,
                .failures = {404},
                .handle = [uploads](Call& call) -> Result<http::Response> {
                    TRY(uploads->remove(call.text("upload")));
                    return http::Response{204};
                }});
}

}  // namespace jutong::api
