// 编办 and 民政: organs, institutions and their staff, societies.
#include <iterator>

#include <fmt/format.h>

#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view institution_columns[] = {
    "统一社会信用代码", "单位名称",     "第二名称",       "机构类别", "法定代表人",   "经费来源",
    "开办资金",         "举办单位",     "宗旨和业务范围", "住所",     "行政区划代码", "登记日期",
    "证书有效期止",     "登记管理机关", "状态",           "联系电话", "更新日期"};
constexpr Layout institution_layout{.resource = "estab.institution",
                                    .file = "estab.institution.csv",
                                    .format = {.encoding = Encoding::gb18030},
                                    .columns = institution_columns,
                                    .dates = DateStyle::chinese,
                                    .dirt = 0.5};

constexpr std::string_view society_columns[] = {
    "统一社会信用代码", "社会组织名称", "社会组织类型", "法人代表", "业务主管单位", "注册资金",
    "业务范围",         "是否慈善组织", "住所",         "行政区划", "成立时间",     "证书有效期止",
    "登记机关",         "登记状态",     "联系电话",     "更新日期"};
constexpr Layout society_layout{.resource = "civil.social_organization",
                                .file = "civil.social_organization.csv",
                                .format = {.encoding = Encoding::utf8_with_mark},
                                .columns = society_columns,
                                .dates = DateStyle::dot,
                                .dirt = 0.8};

constexpr std::string_view staff_columns[] = {"实名制编号", "身份证号码", "姓名",
                                              "性别",       "出生日期",   "学历",
                                              "政治面貌",   "单位名称",   "单位统一社会信用代码",
                                              "编制类别",   "职务层次",   "进入本单位日期",
                                              "联系电话",   "更新日期"};
constexpr Layout staff_layout{.resource = "estab.staff",
                              .file = "estab.staff.csv",
                              .format = {.encoding = Encoding::gb18030},
                              .columns = staff_columns,
                              .dates = DateStyle::compact,
                              .dirt = 0.6,
                              .id_missing = 0.002};

constexpr double on_establishment = 0.7;            // the others are hired without it
constexpr std::string_view least_education = "61";  // 普通高中毕业
constexpr double manual_workers = 0.06;
constexpr std::string_view organ_posts[] = {"一级科员",     "二级科员",     "四级主任科员",
                                            "二级主任科员", "一级主任科员", "四级调研员"};
constexpr std::string_view institution_posts[] = {"管理九级",     "管理七级",     "专业技术十二级",
                                                  "专业技术十级", "专业技术七级", "专业技术五级"};
constexpr Coded parties[] = {{"01", "中国共产党党员"},
                             {"01", "中国共产党党员"},
                             {"13", "群众"},
                             {"03", "中国共产主义青年团团员"}};
constexpr Coded funds[] = {
    {"1", "财政补助"}, {"1", "财政补助"}, {"2", "财政差额补助"}, {"3", "非财政补助"}};
constexpr std::string_view supervisors[] = {"民政局",       "教育和体育局", "卫生健康局",
                                            "工商业联合会", "文化和旅游局", "人力资源和社会保障局"};

Coded type_of(Organization const& o) {
    if (o.kind_code == "11") return {"11", "机关"};
    if (o.kind_code == "12") return {"12", "事业单位"};
    if (o.kind_code == "51") return {"51", "社会团体"};
    return o.kind_code == "53" ? Coded{"53", "基金会"} : Coded{"52", "民办非企业单位"};
}

Coded standing_of(Organization const& o) {
    if (o.standing == Standing::active) return {"1", "正常"};
    return o.standing == Standing::closed ? Coded{"3", "注销"} : Coded{"7", "撤销"};
}

class PublicBodies final : public Department {
public:
    explicit PublicBodies(Output& output)
        : institution_(output.open(institution_layout, SubjectKind::organization)),
          society_(output.open(society_layout, SubjectKind::organization)),
          staff_(output.open(staff_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            if (is_public(organization.kind))
                write_institution(organization, *block.representatives[i]);
            if (is_social(organization.kind))
                write_society(organization, *block.representatives[i]);
        }
        for (std::size_t i = 0; i < block.here.people.size(); ++i)
            if (block.employers[i] != nullptr && is_public(block.employers[i]->kind))
                write_staff(block.here.people[i], *block.employers[i]);
    }

private:
    void write_institution(Organization const& o, Person const& head) {
        auto& t = institution_;
        if (!t.begin(o.index)) return;
        auto const type = type_of(o);
        auto const standing = standing_of(o);
        auto const organ = o.kind == OrganizationKind::organ;
        auto const& fund = funds[t.random().below(std::size(funds))];
        t.key_code(o.credit_code);
        t.name(o.name);
        t.text(t.random().chance(0.05) ? fmt::format("{}信息中心", o.place.county->name)
                                       : std::string());
        t.coded(type.code, type.title);
        t.name(head.name);
        if (organ)
            t.blank();
        else
            t.coded(fund.code, fund.title);
        if (organ)
            t.blank();
        else
            t.money(o.capital_yuan, MoneyStyle::ten_thousand);
        t.word(organ ? std::string()
                     : fmt::format("{}{}人民政府", o.place.county->city, o.place.county->name));
        t.long_text(o.scope);
        t.address(o.address, o.former_address);
        t.text(o.place.county->code);
        t.date(o.established);
        t.date_or_blank(
            organ ? 0 : snapshot_day + static_cast<Days>(t.random().between(60, 5 * year_days)));
        t.word(o.authority);
        t.coded(standing.code, standing.title);
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_society(Organization const& o, Person const& head) {
        auto& t = society_;
        if (!t.begin(o.index)) return;
        auto const type = type_of(o);
        auto const standing = standing_of(o);
        auto const& county = *o.place.county;
        t.key_code(o.credit_code);
        t.name(o.name);
        t.coded(type.code, type.title);
        t.name(head.name);
        t.word(fmt::format("{}{}", county.name,
                           supervisors[t.random().below(std::size(supervisors))]));
        t.money(o.capital_yuan, MoneyStyle::mixed);
        t.long_text(o.scope);
        t.word(o.kind == OrganizationKind::foundation || t.random().chance(0.05) ? "是" : "否");
        t.address(o.address, o.former_address);
        t.text(county.code);
        t.date(o.established);
        t.date(snapshot_day + static_cast<Days>(t.random().between(-300, 4 * year_days)));
        t.word(fmt::format("{}{}行政审批服务局", county.city, county.name));
        t.coded(standing.code, standing.title);
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_staff(Person const& p, Organization const& employer) {
        auto& t = staff_;
        auto const schooled = p.education <= least_education;
        if (p.died != 0 || !schooled || !t.begin(p.index, on_establishment)) return;
        auto const organ = employer.kind == OrganizationKind::organ;
        auto const manual = t.random().chance(manual_workers);
        auto const& party = parties[t.random().below(std::size(parties))];
        auto const rank = t.random().below(std::size(organ_posts));
        t.text(fmt::format("37{:012}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.date(p.birth);
        t.coded(p.education, education_title(p.education));
        t.coded(party.code, party.title);
        t.word(employer.name);
        t.code(employer.credit_code);
        t.word(manual ? "工勤编制" : organ ? "行政编制" : "事业编制");
        t.word(manual ? "技术工三级" : organ ? organ_posts[rank] : institution_posts[rank]);
        t.date(day_between(t.random(), p.birth + 22 * year_days, snapshot_day - 60));
        t.phone(p.phone, p.former_phone);
        t.updated();
        t.end(p.subject);
    }

    Table& institution_;
    Table& society_;
    Table& staff_;
};

}  // namespace

std::unique_ptr<Department> make_public_bodies(Output& output) {
    return std::make_unique<PublicBodies>(output);
}

}  // namespace jutong::demo
