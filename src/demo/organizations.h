// Organisations of the demo province: firms, traders, institutions, societies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"
#include "demo/people.h"
#include "demo/world.h"

namespace jutong::demo {

enum class OrganizationKind : std::uint8_t {
    company,
    branch,
    sole_firm,  // 个人独资企业
    partnership,
    cooperative,
    trader,       // 个体工商户
    organ,        // 机关
    institution,  // 事业单位
    society,      // 社会团体
    service,      // 民办非企业单位
    foundation,
};

// 企业登记 holds it: companies, branches, sole firms, partnerships, cooperatives.
bool is_enterprise(OrganizationKind kind);
// 编办 holds it; 民政 holds it.
bool is_public(OrganizationKind kind);
bool is_social(OrganizationKind kind);

enum class Standing : std::uint8_t { active, revoked, closed };

struct Organization {
    std::int64_t index;
    OrganizationKind kind;
    std::string credit_code;        // the subject
    std::string organization_code;  // its nine characters
    std::string registration_no;    // of before 2015; empty for the younger
    std::string name, former_name;  // former: of the few that were renamed
    std::string_view type;          // 有限责任公司(自然人投资或控股)
    std::string_view kind_code;     // the first two characters of the credit code
    std::string_view industry;      // C3499
    std::string_view scope;
    std::string authority;      // 济南市历下区行政审批服务局
    std::int64_t capital_yuan;  // 0: none
    std::string_view currency;  // empty for yuan; else capital_yuan is of that currency
    Days established;
    Days closed;  // 0: still there
    Standing standing;
    std::int64_t employees;
    Place place;
    std::string address, former_address;
    std::string phone, former_phone;
};

// A pure function of plan and index.
Organization make_organization(World const& world, std::int64_t index);

// Its representative: a grown-up of the organisation's neighbourhood.
Person const& representative_of(World const& world, Organization const& organization,
                                Neighbourhood const& neighbourhood);

}  // namespace jutong::demo
