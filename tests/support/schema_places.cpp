#include "tests/support/schema_places.hpp"

#include <boost/system/error_code.hpp>

#include "config/fill.hpp"
#include "config/sections.hpp"
#include "config/wording.hpp"

namespace weir::test {

namespace {

class walker {
public:
    explicit walker(const boost::json::value& schema) : schema_(schema) {}

    std::vector<schema_place> take() { return std::move(found_); }

    void visit(const shape& form, const std::string& at) {
        found_.push_back({at, form});
        enter(form, at);
    }

    void enter(const shape& form, const std::string& at) {
        boost::system::error_code unused;
        const bool one_of_several = schema_.find_pointer(at + "/anyOf", unused) != nullptr;
        std::size_t count = 0;
        for (const shape* each = &form; each != nullptr; each = each->or_else) {
            const std::string here = one_of_several ? at + "/anyOf/" + std::to_string(count++) : at;
            if (each->is == kind::list) visit(*each->item, here + "/items");
            if (each->is == kind::map) visit(*each->item, here + "/additionalProperties");
            for (const option& member : each->members)
                visit(member.form, here + "/properties/" + std::string(member.name));
        }
    }

    void visit_slot(slot which, catalogue all) {
        const std::string at = "/definitions/" + std::string(name_of(which));
        found_.push_back({at, {.is = kind::component, .from = which}});
        for (const component* each : all) {
            const std::string keys = at + "." + std::string(each->name) + "/properties/";
            enter(each->argument, keys + std::string(each->name));
            for (const option& beside : each->options)
                visit(beside.form, keys + std::string(beside.name));
        }
    }

private:
    const boost::json::value& schema_;
    std::vector<schema_place> found_;
};

}  // namespace

std::vector<schema_place> all_schema_places(const boost::json::value& schema, const catalogues& known) {
    walker through(schema);
    through.visit(file_form, "");
    for (const slot which : {slot::framer, slot::decoder, slot::stage, slot::format, slot::device,
                             slot::checksum, slot::encoder}) {
        through.visit_slot(which, catalogue_of(known, which));
    }
    return through.take();
}

}  // namespace weir::test
