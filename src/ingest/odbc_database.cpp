// Any database with an ODBC driver, through unixODBC.
#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include "base/text.h"
#include "ingest/database.h"

namespace jutong::ingest {

namespace {

static_assert(sizeof(SQLWCHAR) == 2, "unixODBC speaks UTF-16");

constexpr std::size_t piece_bytes = 64U << 10U;  // of a cell at a time
constexpr std::size_t name_max = 512;            // of tables and columns, in code units
constexpr int messages_max = 3;

std::u16string wide(std::string_view text) {
    std::u16string out;
    for (std::size_t at = 0; at < text.size();) {
        auto c = next_code_point(text, at);
        if (c == not_a_code_point) c = 0xFFFD;
        if (c >= 0x10000) {
            c -= 0x10000;
            out += static_cast<char16_t>(0xD800 + (c >> 10U));
            c = 0xDC00 + (c & 0x3FFU);
        }
        out += static_cast<char16_t>(c);
    }
    return out;
}

// A surrogate alone becomes the byte 0xFF, which no UTF-8 has: its row is refused.
void append_narrow(std::string& out, std::u16string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        auto const is_pair = c >= 0xD800 && c < 0xDC00 && i + 1 < text.size() &&
                             text[i + 1] >= 0xDC00 && text[i + 1] < 0xE000;
        if (is_pair) c = 0x10000 + ((c - 0xD800) << 10U) + (text[++i] - 0xDC00U);
        if (c >= 0xD800 && c < 0xE000)
            out += '\xFF';
        else
            append_utf8(out, c);
    }
}

SQLWCHAR* units(std::u16string& text) {
    return reinterpret_cast<SQLWCHAR*>(text.data());  // the same 16 bits
}

std::string narrow(SQLWCHAR const* text, std::size_t size) {
    std::string out;
    append_narrow(out, {reinterpret_cast<char16_t const*>(text), size});
    return out;
}

// A handle of the driver manager, freed with this object.
class Handle {
public:
    Handle() = default;
    Handle(SQLSMALLINT type, SQLHANDLE parent) : type_(type) {
        if (!SQL_SUCCEEDED(SQLAllocHandle(type, parent, &handle_))) handle_ = nullptr;
    }
    ~Handle() {
        if (handle_ != nullptr) SQLFreeHandle(type_, handle_);
    }
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;

    SQLHANDLE get() const { return handle_; }
    SQLSMALLINT type() const { return type_; }

private:
    SQLSMALLINT type_ = 0;
    SQLHANDLE handle_ = nullptr;
};

SQLPOINTER number(std::size_t value) {
    return reinterpret_cast<SQLPOINTER>(value);  // NOLINT: so ODBC wants its attributes
}

bool is_binary(SQLSMALLINT type) {
    return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

class OdbcDatabase final : public Database {
public:
    OdbcDatabase(Connection const& connection, std::string secret, Progress& progress)
        : Database(connection, std::move(secret), progress) {}

    ~OdbcDatabase() override {
        if (connected_) {
            SQLEndTran(SQL_HANDLE_DBC, dbc_->get(), SQL_ROLLBACK);
            SQLDisconnect(dbc_->get());
        }
    }
    OdbcDatabase(OdbcDatabase const&) = delete;
    OdbcDatabase& operator=(OdbcDatabase const&) = delete;

    Done connect() {
        environment_ = std::make_unique<Handle>(SQL_HANDLE_ENV, nullptr);
        SQLSetEnvAttr(environment_->get(), SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0);
        dbc_ = std::make_unique<Handle>(SQL_HANDLE_DBC, environment_->get());
        auto const seconds = static_cast<std::size_t>(connection().timeout_seconds);
        SQLSetConnectAttrW(dbc_->get(), SQL_ATTR_LOGIN_TIMEOUT, number(seconds), 0);
        SQLSetConnectAttrW(dbc_->get(), SQL_ATTR_ACCESS_MODE, number(SQL_MODE_READ_ONLY), 0);
        auto text = wide(connection_string());
        std::array<SQLWCHAR, 1024> completed{};
        SQLSMALLINT size = 0;
        auto const code = SQLDriverConnectW(dbc_->get(), nullptr, units(text),
                                            static_cast<SQLSMALLINT>(text.size()), completed.data(),
                                            static_cast<SQLSMALLINT>(completed.size()), &size,
                                            SQL_DRIVER_NOPROMPT);
        if (!SQL_SUCCEEDED(code)) return refused(*dbc_, "cannot connect: ");
        connected_ = true;
        SQLSetConnectAttrW(dbc_->get(), SQL_ATTR_CONNECTION_TIMEOUT, number(seconds), 0);
        SQLSetConnectAttrW(dbc_->get(), SQL_ATTR_AUTOCOMMIT, number(SQL_AUTOCOMMIT_OFF), 0);
        find_quote();
        ask_for_reading_only();
        return {};
    }

    Result<std::vector<std::string>> tables() override {
        Handle const statement(SQL_HANDLE_STMT, dbc_->get());
        auto kinds = wide("TABLE,VIEW");
        if (!SQL_SUCCEEDED(SQLTablesW(statement.get(), nullptr, 0, nullptr, 0, nullptr, 0,
                                      units(kinds), SQL_NTS)))
            return refused(statement, "");
        std::vector<std::string> names;
        auto const take = [&](DatabaseCells const& cells) -> Result<bool> {
            auto const schema = cells.at(1).value_or("");
            names.push_back(
                fmt::format("{}{}{}", schema, schema.empty() ? "" : ".", cells.at(2).value_or("")));
            return names.size() < database_tables_max;
        };
        TRY(take_rows(statement, take));
        std::ranges::sort(names);
        return names;
    }

protected:
    std::string quoted(std::string_view name) const override {
        if (quote_.empty()) return std::string(name);
        return quote_ + replaced(name, quote_, quote_ + quote_) + quote_;
    }

    Result<std::vector<DatabaseColumn>> describe(std::string const& sql) override {
        Handle const statement(SQL_HANDLE_STMT, dbc_->get());
        TRY(execute(statement, sql));
        return described(statement);
    }

    Done run(std::string const& sql, std::optional<After> const& parameter,
             TakeCells const& take) override {
        Handle const statement(SQL_HANDLE_STMT, dbc_->get());
        std::string value;
        SQLLEN length = SQL_NTS;
        if (parameter) {
            value = parameter->value;
            auto const type = static_cast<SQLSMALLINT>(
                parameter->column.code == 0 ? SQL_VARCHAR : parameter->column.code);
            auto const point = value.find('.');
            auto const digits =
                static_cast<SQLSMALLINT>(point == std::string::npos ? 0 : value.size() - point - 1);
            if (!SQL_SUCCEEDED(SQLBindParameter(statement.get(), 1, SQL_PARAM_INPUT, SQL_C_CHAR,
                                                type, std::max<SQLULEN>(value.size(), 26), digits,
                                                value.data(), 0, &length)))
                return refused(statement, "");
        }
        TRY(execute(statement, sql));
        return take_rows(statement, take);
    }

private:
    std::string connection_string() const {
        auto text = connection().odbc;
        auto const add = [&](std::string_view key, std::string const& value) {
            if (value.empty()) return;
            if (!text.empty() && !text.ends_with(';')) text += ';';
            // Only where it must be: some drivers take the braces for part of the value.
            auto const needs_braces = value.find_first_of("[]{}(),;?*=!@ ") != value.npos;
            text += needs_braces ? fmt::format("{}={{{}}}", key, replaced(value, "}", "}}"))
                                 : fmt::format("{}={}", key, value);
        };
        add("UID", connection().user);
        add("PWD", secret());
        return text;
    }

    // The access mode is a wish that few drivers heed; the statement is known to most databases.
    // What a query writes all the same is rolled back.
    void ask_for_reading_only() {
        Handle const statement(SQL_HANDLE_STMT, dbc_->get());
        auto text = wide("SET TRANSACTION READ ONLY");
        auto const code =
            SQLExecDirectW(statement.get(), units(text), static_cast<SQLINTEGER>(text.size()));
        if (!SQL_SUCCEEDED(code)) SQLEndTran(SQL_HANDLE_DBC, dbc_->get(), SQL_ROLLBACK);
    }

    void find_quote() {
        std::array<SQLWCHAR, 8> text{};
        SQLSMALLINT bytes = 0;
        auto const code = SQLGetInfoW(dbc_->get(), SQL_IDENTIFIER_QUOTE_CHAR, text.data(),
                                      static_cast<SQLSMALLINT>(sizeof text), &bytes);
        if (SQL_SUCCEEDED(code) && bytes >= 0 && static_cast<std::size_t>(bytes) < sizeof text)
            quote_ = narrow(text.data(), static_cast<std::size_t>(bytes) / sizeof(SQLWCHAR));
        if (quote_ == " ") quote_.clear();  // the driver has none
    }

    Done execute(Handle const& statement, std::string const& sql) {
        auto const seconds = static_cast<std::size_t>(connection().timeout_seconds);
        SQLSetStmtAttrW(statement.get(), SQL_ATTR_QUERY_TIMEOUT, number(seconds), 0);
        auto text = wide(sql);
        auto const code =
            SQLExecDirectW(statement.get(), units(text), static_cast<SQLINTEGER>(text.size()));
        if (SQL_SUCCEEDED(code) || code == SQL_NO_DATA) return {};
        return refused(statement, "");
    }

    Result<std::vector<DatabaseColumn>> described(Handle const& statement) const {
        SQLSMALLINT count = 0;
        if (!SQL_SUCCEEDED(SQLNumResultCols(statement.get(), &count)))
            return refused(statement, "");
        std::vector<DatabaseColumn> columns;
        for (SQLUSMALLINT i = 1; i <= static_cast<SQLUSMALLINT>(count); ++i) {
            std::array<SQLWCHAR, name_max> name{};
            SQLSMALLINT length = 0, type = 0, digits = 0, nullable = 0;
            SQLULEN size = 0;
            if (!SQL_SUCCEEDED(SQLDescribeColW(statement.get(), i, name.data(), name_max, &length,
                                               &type, &size, &digits, &nullable)))
                return refused(statement, "");
            auto const units_of_name = std::clamp<std::size_t>(
                static_cast<std::size_t>(std::max<SQLSMALLINT>(length, 0)), 0, name_max - 1);
            columns.push_back({narrow(name.data(), units_of_name), is_binary(type) ? "bytes" : "",
                               is_binary(type), type});
        }
        return columns;
    }

    Done take_rows(Handle const& statement, TakeCells const& take) {
        auto const columns = TRY(described(statement));
        std::vector<std::string> texts(columns.size());
        DatabaseCells cells(columns.size());
        while (true) {
            TRY(progress().go_on());
            auto const code = SQLFetch(statement.get());
            if (code == SQL_NO_DATA) return {};
            if (!SQL_SUCCEEDED(code)) return refused(statement, "");
            for (std::size_t i = 0; i < columns.size(); ++i) {
                auto const has_value = TRY(get(statement, i, columns[i], texts[i]));
                cells[i] = has_value ? std::optional<std::string_view>(texts[i]) : std::nullopt;
            }
            if (!TRY(take(cells))) return {};
        }
    }

    // One cell, piece by piece; false: NULL.
    Result<bool> get(Handle const& statement, std::size_t at, DatabaseColumn const& column,
                     std::string& out) {
        auto const is_wide = !connection().texts_are_bytes;
        auto const unit = is_wide ? sizeof(SQLWCHAR) : 1U;
        out.clear();
        buffer_.resize(piece_bytes);
        while (true) {
            SQLLEN left = 0;
            auto const code = SQLGetData(statement.get(), static_cast<SQLUSMALLINT>(at + 1),
                                         is_wide ? SQL_C_WCHAR : SQL_C_CHAR, buffer_.data(),
                                         static_cast<SQLLEN>(buffer_.size()), &left);
            if (code == SQL_NO_DATA) break;
            if (!SQL_SUCCEEDED(code)) return refused(statement, "");
            if (left == SQL_NULL_DATA) return false;
            auto const room = buffer_.size() - unit;  // a zero stands at the end
            auto const is_whole = left != SQL_NO_TOTAL && static_cast<std::size_t>(left) <= room;
            auto const bytes = is_whole ? static_cast<std::size_t>(left) : room;
            out.append(buffer_.data(), bytes);
            if (out.size() > cell_bytes_max * unit) return long_cell(column.name);
            if (is_whole) break;
        }
        if (is_wide) {
            wide_.resize(out.size() / unit);
            std::memcpy(wide_.data(), out.data(), wide_.size() * unit);
            out.clear();
            append_narrow(out, wide_);
        }
        if (column.code == SQL_BIT) out = out == "1" ? "true" : out == "0" ? "false" : out;
        return true;
    }

    // What the driver said: its states are those of the standard.
    tl::unexpected<Error> refused(Handle const& handle, std::string_view what) const {
        std::string said(what);
        std::string state;
        for (SQLSMALLINT i = 1; i <= messages_max; ++i) {
            std::array<SQLWCHAR, 6> code{};
            std::array<SQLWCHAR, 1024> text{};
            SQLINTEGER native = 0;
            SQLSMALLINT length = 0;
            if (!SQL_SUCCEEDED(SQLGetDiagRecW(handle.type(), handle.get(), i, code.data(), &native,
                                              text.data(), static_cast<SQLSMALLINT>(text.size()),
                                              &length)))
                break;
            if (i == 1) state = narrow(code.data(), 5);
            auto const size = std::min<std::size_t>(
                static_cast<std::size_t>(std::max<SQLSMALLINT>(length, 0)), text.size() - 1);
            said += (i == 1 ? "" : "; ") + narrow(text.data(), size);
        }
        if (state.starts_with("28")) return failure(Code::unauthenticated, "password", said);
        if (!connected_ && (state == "IM002" || state == "IM003" || state == "01000"))
            return failure(Code::invalid, "driver",
                           said + "; install the driver and name it as odbcinst.ini does");
        if (!connected_) return failure(Code::unavailable, "open", said);
        if (state == "42S02" || state == "S0002" || state == "42P01")
            return failure(Code::not_found, "table", said);
        if (state == "42501") return failure(Code::denied, "denied", said);
        if (state == "25006") return failure(Code::invalid, "writes", said);
        if (state.starts_with("08")) return failure(Code::unavailable, "lost", said);
        if (state.starts_with("HYT")) return failure(Code::unavailable, "timeout", said);
        if (state.starts_with("42") || state.starts_with("S0") || state.starts_with("07"))
            return failure(Code::invalid, "query", said);
        return failure(Code::unavailable, "lost", said);
    }

    std::unique_ptr<Handle> environment_, dbc_;
    bool connected_ = false;
    std::string quote_ = "\"";
    std::vector<char> buffer_;  // of a piece
    std::u16string wide_;       // of a cell
};

}  // namespace

Result<std::unique_ptr<Database>> open_odbc(Connection const& connection, std::string secret,
                                            Progress& progress) {
    auto database = std::make_unique<OdbcDatabase>(connection, std::move(secret), progress);
    TRY(database->connect());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace jutong::ingest
