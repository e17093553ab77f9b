// Makes one department's table of people for the benchmarks: 12 columns, about 0.5 % dirt, the same
// bytes for the same arguments. Departments know overlapping parts of one population, and do not
// agree on everything.
//
//   make_rows ROWS DEPARTMENT [CHANGE] > FILE
//
// DEPARTMENT is 1, 2, 3 …. With CHANGE (1, 2 …) only one row in a hundred, as it was later changed:
// another phone, a later time.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

constexpr std::uint64_t seed = 20261123;
constexpr std::uint64_t dirt_per_million = 5'000;
constexpr std::size_t buffer_bytes = 1U << 20U;

constexpr std::string_view header =
    "公民身份号码,姓名,性别,民族,出生日期,联系电话,现住址,学历,档案号,年收入,更新时间,"
    "工作单位代码\n";

constexpr std::array<std::string_view, 40> surnames{
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐",   "孙",  "胡", "朱",
    "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩",   "唐",  "冯", "于",
    "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "欧阳", "司马"};
constexpr std::array<std::string_view, 60> characters{
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
    "明", "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "萍", "红", "娥", "玲", "芬",
    "燕", "彬", "鹏", "辉", "云", "莲", "真", "环", "雪", "荣", "爱", "妹", "香", "月", "莺",
    "媛", "艺", "瑞", "凡", "佳", "嘉", "琼", "勤", "珍", "贞", "莉", "叶", "璧", "璐", "娅"};

struct County {
    std::string_view code, name;
};
constexpr std::array<County, 16> counties{{{"370102", "济南市历下区"},
                                           {"370103", "济南市市中区"},
                                           {"370104", "济南市槐荫区"},
                                           {"370105", "济南市天桥区"},
                                           {"370202", "青岛市市南区"},
                                           {"370203", "青岛市市北区"},
                                           {"370211", "青岛市黄岛区"},
                                           {"370303", "淄博市张店区"},
                                           {"370602", "烟台市芝罘区"},
                                           {"370702", "潍坊市潍城区"},
                                           {"370811", "济宁市任城区"},
                                           {"370902", "泰安市泰山区"},
                                           {"371002", "威海市环翠区"},
                                           {"371302", "临沂市兰山区"},
                                           {"371402", "德州市德城区"},
                                           {"371702", "菏泽市牡丹区"}}};
constexpr std::array<std::string_view, 24> roads{
    "经十路",   "解放路",   "泉城路",   "文化东路", "历山路", "舜耕路", "山大路",   "花园路",
    "工业南路", "北园大街", "香港中路", "延安三路", "江西路", "山东路", "辽阳西路", "人民路",
    "建设路",   "青年路",   "迎宾大道", "胜利街",   "朝阳街", "和平路", "中山路",   "长江路"};
constexpr std::array<std::string_view, 8> educations{"21", "31", "61", "71",
                                                     "81", "14", "41", "大学本科"};
constexpr std::array<std::string_view, 8> nations{"汉族", "汉族", "汉族", "汉族",
                                                  "汉族", "回族", "01",   "满族"};

// What is known of a person is drawn from streams of their own: the same for the same person and
// subject.
std::uint64_t draw(std::uint64_t person, std::uint64_t subject) {
    auto x = person * 0x9E3779B97F4A7C15ULL + subject * 0xD1B54A32D192ED03ULL + seed;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

bool is_one_in(std::uint64_t drawn, unsigned percent) { return drawn % 100 < percent; }

template <std::size_t N>
std::string_view pick(std::array<std::string_view, N> const& from, std::uint64_t drawn) {
    return from[drawn % N];
}

void put_digits(std::string& out, std::uint64_t value, int width) {
    char digits[20];
    for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

struct Date {
    std::uint64_t year, month, day;
};

// Every month has 28 days here.
Date date_of(std::uint64_t n, std::uint64_t first_year) {
    return {first_year + n / 336, n / 28 % 12 + 1, n % 28 + 1};
}

void put_date(std::string& out, Date date) {
    put_digits(out, date.year, 4);
    out += '-';
    put_digits(out, date.month, 2);
    out += '-';
    put_digits(out, date.day, 2);
}

char id_check_digit(std::string_view body) {
    constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (body[i] - '0');
    return "10X98765432"[sum % 11];
}

char credit_check_digit(std::string_view body) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    constexpr std::array weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * static_cast<int>(alphabet.find(body[i]));
    return alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char organization_check_digit(std::string_view body) {
    constexpr std::array weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (body[i] - '0');
    return "0X987654321"[sum % 11];
}

// Subjects of draws; those that a department knows for itself are told apart by adding its number.
enum Subject : std::uint64_t {
    name,
    phone,
    address,
    education,
    employer,
    income,
    gender,
    nation,
    known,
    stamp,
    dirt,
    changed,
    last
};

class Row {
public:
    Row(std::uint64_t person, std::uint64_t department, std::uint64_t change)
        : person_(person), department_(department), change_(change) {
        // A bijection from people to county, day of birth and sequence: no two have one number.
        constexpr std::uint64_t days = 336 * 90, all = counties.size() * days * 1000;
        auto place = person * 7'368'787 % all;
        sequence_ = place % 1000;
        birth_ = date_of(place / 1000 % days, 1930);
        county_ = counties[place / 1000 / days];
    }

    bool is_changed() const {
        return is_one_in(draw(person_, changed + last * (department_ + 16 * change_)), 1);
    }

    void write(std::string& out, std::uint64_t place) {
        auto const drawn = draw(person_, dirt + last * department_);
        if (drawn % 1'000'000 < dirt_per_million)
            kind_ = static_cast<int>(drawn / 1'000'000 % 10) + 1;
        put_id(out);
        put_name(out);
        out += (sequence_ % 2 == 1) != (kind_ == 9) ? ",男," : ",女,";
        out += pick(nations, draw(person_, nation));
        out += ',';
        put_birth(out);
        put_phone(out);
        put_address(out);
        put_education(out);
        out += ",DA-";
        put_digits(out, department_, 1);
        put_digits(out, place, 9);
        put_income(out);
        put_stamp(out);
        put_employer(out);
        if (kind_ == 10) out += ",,";
        out += '\n';
    }

private:
    // The draw that this department knows: that of all, or of its own with the odds given.
    std::uint64_t value(Subject subject, unsigned own_percent) const {
        auto const own = draw(person_, subject + last * department_);
        return is_one_in(own >> 32U, own_percent) ? own : draw(person_, subject);
    }
    bool is_known(Subject subject, unsigned percent) const {
        return is_one_in(draw(person_ * last + subject, known + last * department_), percent);
    }

    void put_id(std::string& out) const {
        auto const begin = out.size();
        out += county_.code;
        put_digits(out, birth_.year * 10'000 + birth_.month * 100 + birth_.day, 8);
        put_digits(out, sequence_, 3);
        auto const check = id_check_digit(std::string_view(out).substr(begin));
        out += kind_ != 1 ? check : check == '1' ? '2' : '1';
    }

    void put_name(std::string& out) const {
        auto const drawn = value(name, 1);
        out += kind_ == 2 ? ", " : ",";
        out += pick(surnames, drawn);
        out += pick(characters, drawn >> 16U);
        if (!is_one_in(drawn >> 48U, 15)) out += pick(characters, drawn >> 32U);
        if (kind_ == 2) out += "　";
    }

    void put_birth(std::string& out) const {
        auto date = birth_;
        if (kind_ == 3) date.month = 13;
        put_date(out, date);
    }

    void put_phone(std::string& out) const {
        out += ',';
        if (!is_known(phone, 80)) return;
        if (kind_ == 5) out += "＋８６ ";
        out += "13";
        auto const drawn =
            change_ == 0 ? value(phone, 40) : draw(person_, phone + last * 99 * change_);
        put_digits(out, drawn, kind_ == 4 ? 7 : 9);
    }

    void put_address(std::string& out) const {
        out += ',';
        if (!is_known(address, 90)) return;
        if (kind_ == 6) {
            out += "不详";
            return;
        }
        auto const drawn = value(address, 40);
        out += "山东省";
        out += county_.name;
        out += pick(roads, drawn);
        out += std::to_string(drawn / 64 % 400 + 1);
        out += "号";
        out += std::to_string(drawn / 40'000 % 30 + 1);
        out += "号楼";
        out += std::to_string(drawn / 2'000'000 % 6 + 1);
        out += "单元";
        put_digits(out, drawn / 20'000'000 % 2000 + 101, 4);
        out += "室";
    }

    void put_education(std::string& out) const {
        out += ',';
        if (is_known(education, 85))
            out += kind_ == 7 ? "不知道什么学历" : pick(educations, value(education, 20));
    }

    void put_income(std::string& out) const {
        out += ',';
        if (!is_known(income, 70)) return;
        auto const drawn = value(income, 50);
        out += kind_ == 8 ? "约" : "";
        out += std::to_string(drawn % 400'000);
        out += '.';
        put_digits(out, drawn >> 32U, 2);
    }

    void put_stamp(std::string& out) const {
        auto const drawn = draw(person_, stamp + last * department_);
        out += ',';
        put_date(out, change_ == 0 ? date_of(drawn % (336 * 10), 2015) : Date{2026, change_, 1});
        out += ' ';
        put_digits(out, drawn >> 16U & 15U, 2);
        out += ':';
        put_digits(out, (drawn >> 24U) % 60, 2);
        out += ':';
        put_digits(out, (drawn >> 32U) % 60, 2);
    }

    void put_employer(std::string& out) const {
        out += ',';
        if (!is_known(employer, 60)) return;
        auto const drawn = value(employer, 20) % 1'000'000;
        auto const begin = out.size();
        out += "91";
        out += counties[drawn % counties.size()].code;
        put_digits(out, 20'000'000 + drawn, 8);
        out += organization_check_digit(std::string_view(out).substr(begin + 8));
        out += credit_check_digit(std::string_view(out).substr(begin, 17));
    }

    std::uint64_t person_, department_;
    std::uint64_t change_;  // 0: as it was at first
    std::uint64_t sequence_ = 0;
    Date birth_{};
    County county_{};
    int kind_ = 0;  // of dirt
};

// Each department knows four fifths of the people, in an order of its own.
void write_table(std::uint64_t rows, std::uint64_t department, std::uint64_t change) {
    auto const population = rows * 5 / 4;
    constexpr std::array<std::uint64_t, 3> strides{15'485'863, 32'452'843, 49'979'687};
    std::string out(header);
    for (std::uint64_t i = 0; i < rows; ++i) {
        auto const person =
            (i * strides[department % strides.size()] + department * rows / 7) % population;
        Row row(person, department, change);
        if (change == 0 || row.is_changed()) row.write(out, i);
        if (out.size() < buffer_bytes) continue;
        std::fwrite(out.data(), 1, out.size(), stdout);
        out.clear();
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 && argc != 4) {
        std::fputs("usage: make_rows ROWS DEPARTMENT [CHANGE] > FILE\n", stderr);
        return 2;
    }
    auto const number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
    write_table(number(1), number(2), argc == 4 ? number(3) : 0);
    return std::fflush(stdout) == 0 ? 0 : 1;
}
