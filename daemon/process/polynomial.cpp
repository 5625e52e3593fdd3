#include "daemon/process/polynomial.hpp"

namespace weir {

polynomial::polynomial(const std::vector<datapoint>& points, std::size_t degree) {
    std::vector<double> before(points.size(), 0.0);
    std::vector<double> now(points.size(), 1.0);
    double norm_before = 0;
    for (std::size_t k = 0; k <= degree; ++k) {
        double norm = 0;
        double weighted = 0;
        double fit = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            norm += now[i] * now[i];
            weighted += points[i].from * now[i] * now[i];
            fit += points[i].to * now[i];
        }
        const term made{fit / norm, weighted / norm, k == 0 ? 0 : norm / norm_before};
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double next = (points[i].from - made.shift) * now[i] - made.weight * before[i];
            before[i] = now[i];
            now[i] = next;
        }
        norm_before = norm;
        terms_.push_back(made);
    }
}

double polynomial::operator()(double x) const {
    double before = 0;
    double now = 1;
    double sum = 0;
    for (const term& each : terms_) {
        sum += each.factor * now;
        const double next = (x - each.shift) * now - each.weight * before;
        before = now;
        now = next;
    }
    return sum;
}

}  // namespace weir
