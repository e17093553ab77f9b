#include "job/losses.h"

#include <algorithm>
#include <map>

namespace jutong::job {

namespace {

double weight_of(catalog::Measure const& weights, governance::Dimension dimension) {
    auto const found = std::ranges::find(weights.weights, governance::to_string(dimension),
                                         &std::pair<std::string, double>::first);
    return found == weights.weights.end() ? 1.0 : found->second;
}

// The score is the weighted mean over dimensions of the mean over measures of A/B.
void add_losses(ResourceQuality const& quality, catalog::Measure const& weights,
                std::vector<Loss>& losses) {
    std::map<governance::Dimension, int> measures;
    for (auto const& measure : quality.measures)
        if (measure.b > 0) ++measures[measure.dimension];
    double sum = 0;
    for (auto const& [dimension, count] : measures) sum += weight_of(weights, dimension);
    for (auto const& measure : quality.measures) {
        if (measure.a >= measure.b) continue;
        auto const missing = 1.0 - static_cast<double>(measure.a) / static_cast<double>(measure.b);
        auto const share =
            sum > 0 ? weight_of(weights, measure.dimension) / sum / measures[measure.dimension] : 0;
        losses.push_back(
            {quality.resource, measure, measure.b - measure.a, 100.0 * share * missing});
    }
}

}  // namespace

Result<std::vector<Loss>> losses_of(Workplace& workplace, std::string const& department) {
    std::vector<Loss> losses;
    for (auto const& quality : TRY(quality_of(workplace, "")))
        if (department.empty() || quality.provider == department)
            add_losses(quality, workplace.catalog().measure, losses);
    std::ranges::stable_sort(losses, std::ranges::greater(), &Loss::rows);
    return losses;
}

}  // namespace jutong::job
