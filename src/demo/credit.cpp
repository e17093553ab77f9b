// 发改, 税务, 市场监管, 法院: what is published of organisations' and people's credit.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view permit_columns[] = {
    "XK_WSH",       "XXLB",       "XK_XMMC",     "XK_SPLB", "XK_NR",   "XK_XDR",
    "XK_XDR_SHXYM", "XK_XDR_ZDM", "XK_XDR_GSDJ", "XK_FR",   "XK_JDRQ", "XK_JZQ",
    "XK_XZJG",      "XK_ZT",      "DFBM",        "SJC",     "BZ"};
constexpr Layout permit_layout{.resource = "drc.permit",
                               .file = "drc.permit.csv",
                               .format = {},
                               .columns = permit_columns,
                               .dates = DateStyle::slash_padded};

constexpr std::string_view penalty_columns[] = {
    "CF_WSH",   "XXLB",    "CF_AJMC",   "CF_CFLB",      "CF_SY", "CF_YJ",
    "CF_JG",    "CF_FKJE", "CF_XDR_MC", "CF_XDR_SHXYM", "CF_FR", "CF_JDRQ",
    "CF_GSJZQ", "CF_XZJG", "CF_ZT",     "DFBM",         "SJC",   "BZ"};
constexpr Layout penalty_layout{.resource = "drc.penalty",
                                .file = "drc.penalty.csv",
                                .format = {},
                                .columns = penalty_columns,
                                .dates = DateStyle::slash_padded};

constexpr std::string_view rating_columns[] = {"纳税人识别号", "纳税人名称", "评价年度",
                                               "信息类别",     "信用级别",   "评价得分",
                                               "主管税务机关", "评价日期",   "更新日期"};
constexpr Layout rating_layout{.resource = "tax.credit_rating",
                               .file = "tax.credit_rating.csv",
                               .format = {.encoding = Encoding::utf8_with_mark},
                               .columns = rating_columns,
                               .dates = DateStyle::iso,
                               .dirt = 0.3};

constexpr std::string_view abnormal_columns[] = {
    "列入决定书文号", "类别",       "统一社会信用代码",
    "企业名称",       "法定代表人", "列入经营异常名录原因",
    "列入日期",       "列入机关",   "移出日期",
    "当前状态",       "更新日期"};
constexpr Layout abnormal_layout{.resource = "samr.abnormal",
                                 .file = "samr.abnormal.csv",
                                 .format = {},
                                 .columns = abnormal_columns,
                                 .dates = DateStyle::chinese};

constexpr std::string_view dishonest_columns[] = {
    "案号",     "信息类别",     "被执行人姓名/名称", "身份证号码/组织机构代码",
    "性别",     "执行法院",     "执行依据文号",      "失信行为",
    "履行情况", "执行标的(元)", "立案时间",          "发布时间",
    "当前状态", "更新日期"};
constexpr Layout dishonest_layout{.resource = "court.dishonest",
                                  .file = "court.dishonest.csv",
                                  .format = {.encoding = Encoding::gb18030},
                                  .columns = dishonest_columns,
                                  .dates = DateStyle::chinese};

constexpr double permitted = 0.28, penalised = 0.035, rated = 0.55, abnormal = 0.05;
constexpr double dishonest = 0.006;  // of grown-ups
constexpr int rating_year = 2025;
constexpr double fault_in_status = 0.03;

constexpr std::string_view permit_items[] = {
    "食品经营许可",       "公共场所卫生许可",   "道路货物运输经营许可", "排污许可",
    "建筑业企业资质许可", "取水许可",           "人力资源服务许可",     "特种设备使用登记",
    "烟草专卖零售许可",   "出版物零售经营许可", "危险化学品经营许可"};
constexpr std::string_view penalty_causes[] = {
    "未按规定公示年度报告",       "销售不符合食品安全标准的食品",
    "未取得许可从事经营活动",     "超限运输货物",
    "未按照规定设置安全警示标志", "发布虚假广告",
    "未落实扬尘防治措施",         "逾期未办理纳税申报"};
constexpr std::string_view penalty_bases[] = {
    "《企业信息公示暂行条例》第十七条", "《中华人民共和国食品安全法》第一百二十四条",
    "《无证无照经营查处办法》第十三条", "《中华人民共和国安全生产法》第九十九条"};
constexpr std::string_view abnormal_causes[] = {
    "未依照《企业信息公示暂行条例》第八条规定的期限公示年度报告",
    "通过登记的住所或者经营场所无法联系", "公示企业信息隐瞒真实情况、弄虚作假"};
constexpr std::string_view breaches[] = {"有履行能力而拒不履行生效法律文书确定义务",
                                         "违反财产报告制度", "违反限制消费令",
                                         "无正当理由拒不履行执行和解协议"};
constexpr std::string_view performances[] = {"全部未履行", "全部未履行", "全部未履行",
                                             "部分未履行"};
constexpr Coded levels[] = {{"A", "A级"}, {"B", "B级"}, {"B", "B级"}, {"B", "B级"}, {"B", "B级"},
                            {"M", "M级"}, {"M", "M级"}, {"C", "C级"}, {"D", "D级"}, {"M", "M级"}};

template <typename T, std::size_t Size>
T const& pick(Random& random, T const (&table)[Size]) {
    return table[random.below(Size)];
}

Coded status_of(Random& random) {
    if (!random.chance(fault_in_status)) return {"0", "正常"};
    return random.chance(0.5) ? Coded{"1", "撤销"} : Coded{"2", "异议"};
}

class Credit final : public Department {
public:
    explicit Credit(Output& output)
        : permit_(output.open(permit_layout, SubjectKind::organization)),
          penalty_(output.open(penalty_layout, SubjectKind::organization)),
          rating_(output.open(rating_layout, SubjectKind::organization)),
          abnormal_(output.open(abnormal_layout, SubjectKind::organization)),
          dishonest_(output.open(dishonest_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            auto const& head = *block.representatives[i];
            if (is_public(organization.kind)) continue;
            write_permit(organization, head);
            write_penalty(organization, head);
            write_rating(organization);
            write_abnormal(organization, head);
        }
        for (auto const& person : block.here.people)
            if (person.age >= 25 && person.age < 70) write_dishonest(person, *block.here.county);
    }

private:
    void write_permit(Organization const& o, Person const& head) {
        auto& t = permit_;
        if (!t.begin(o.index, permitted)) return;
        auto const& county = *o.place.county;
        auto const day = day_between(
            t.random(), std::max(o.established, snapshot_day - 6 * year_days), snapshot_day - 10);
        auto const item = pick(t.random(), permit_items);
        auto const state = status_of(t.random());
        t.text(
            fmt::format("({})鲁{}审许字第{:08}号", to_civil(day).year, county.code, o.index + 1));
        t.text("行政许可");
        t.word(item);
        t.coded("01", t.random().chance(0.8) ? "普通" : "登记");
        t.long_text(fmt::format("准予{}{}", o.name, item));
        t.name(o.name, o.former_name);
        t.code(o.credit_code);
        t.code(t.random().chance(0.2) ? std::string_view(o.organization_code) : std::string_view());
        t.text(o.registration_no);
        t.name(head.name);
        t.date(day);
        t.date(day + 5 * year_days);
        t.text(fmt::format("{}{}行政审批服务局", county.city, county.name));
        t.coded(state.code, state.title);
        t.text(county.code);
        t.timestamp(day + static_cast<Days>(t.random().between(1, 9)));
        t.blank();
        t.end(o.credit_code);
    }

    void write_penalty(Organization const& o, Person const& head) {
        auto& t = penalty_;
        if (!t.begin(o.index, penalised)) return;
        auto const& county = *o.place.county;
        auto const day = day_between(
            t.random(), std::max(o.established, snapshot_day - 4 * year_days), snapshot_day - 10);
        auto const cause = pick(t.random(), penalty_causes);
        auto const fine = t.random().between(2, 300) * 100;
        auto const state = status_of(t.random());
        t.text(fmt::format("({})鲁{}综执罚决字第{:08}号", to_civil(day).year, county.code,
                           o.index + 1));
        t.text("行政处罚");
        t.word(fmt::format("{}{}案", o.name, cause));
        t.coded("02", "罚款");
        t.long_text(cause);
        t.word(pick(t.random(), penalty_bases));
        t.long_text(fmt::format("责令改正，罚款人民币{}元。", fine));
        t.money(fine, MoneyStyle::ten_thousand);
        t.name(o.name, o.former_name);
        t.code(o.credit_code);
        t.name(head.name);
        t.date(day);
        t.date(day + 3 * year_days);
        t.text(fmt::format("{}{}综合行政执法局", county.city, county.name));
        t.coded(state.code, state.title);
        t.text(county.code);
        t.timestamp(day + static_cast<Days>(t.random().between(1, 9)));
        t.blank();
        t.end(o.credit_code);
    }

    void write_rating(Organization const& o) {
        auto& t = rating_;
        auto const firm = is_enterprise(o.kind) && o.standing == Standing::active;
        if (!firm || !t.begin(o.index, rated)) return;
        auto const& level = pick(t.random(), levels);
        auto const low = level.code == "A"   ? 90
                         : level.code == "D" ? 10
                         : level.code == "C" ? 40
                                             : 70;
        t.key_code(o.credit_code);
        t.name(o.name, o.former_name);
        t.number(rating_year);
        t.text("纳税信用");
        t.coded(level.code, level.title);
        t.decimal(low + static_cast<double>(t.random().below(1900)) / 100, 2);
        t.word(fmt::format("国家税务总局{}{}税务局", o.place.county->city, o.place.county->name));
        t.date(snapshot_day - static_cast<Days>(t.random().between(180, 210)));
        t.updated();
        t.end(o.credit_code);
    }

    void write_abnormal(Organization const& o, Person const& head) {
        auto& t = abnormal_;
        if (is_social(o.kind) || !t.begin(o.index, abnormal)) return;
        auto const day = day_between(
            t.random(), std::max(o.established, snapshot_day - 5 * year_days), snapshot_day - 30);
        auto const removed = t.random().chance(0.4);
        t.text(fmt::format("({})列异第{:08}号", to_civil(day).year, o.index + 1));
        t.text("经营异常名录");
        t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.long_text(pick(t.random(), abnormal_causes));
        t.date(day);
        t.word(fmt::format("{}市场监督管理局", o.place.county->name));
        t.date_or_blank(removed ? day_between(t.random(), day + 5, snapshot_day) : 0);
        t.coded("0", "正常");
        t.updated();
        t.end(o.credit_code);
    }

    void write_dishonest(Person const& p, County const& county) {
        auto& t = dishonest_;
        if (!t.begin(p.index, dishonest)) return;
        auto const day = day_between(t.random(), snapshot_day - 5 * year_days, snapshot_day - 120);
        auto const year = to_civil(day).year;
        t.text(fmt::format("({})鲁{}执{}号", year, county.code.substr(2), p.index + 1));
        t.text("失信被执行人");
        t.name(p.name);
        t.id_number(p.id_number, p.birth);
        t.gender(p.gender);
        t.word(fmt::format("{}人民法院", county.name));
        t.text(fmt::format("({})鲁{}民初{}号", year - 1, county.code.substr(2),
                           1 + t.random().below(9000)));
        t.long_text(pick(t.random(), breaches));
        t.word(pick(t.random(), performances));
        t.money(t.random().between(5, 3000) * 1000, MoneyStyle::yuan_cents);
        t.date(day);
        t.date(day + static_cast<Days>(t.random().between(20, 100)));
        t.coded("0", "正常");
        t.updated();
        t.end(p.subject);
    }

    Table& permit_;
    Table& penalty_;
    Table& rating_;
    Table& abnormal_;
    Table& dishonest_;
};

}  // namespace

std::unique_ptr<Department> make_credit(Output& output) { return std::make_unique<Credit>(output); }

}  // namespace jutong::demo
