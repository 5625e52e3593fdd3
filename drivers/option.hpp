#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "drivers/value.hpp"

// What may be configured, as neutral tables: a driver, a decoder, a stage and a section of the file each
// declare theirs; config/ parses by them, reports errors by them and writes the reference from them.
namespace weir {

// A place in the configuration. Line and column count from 1; line 0 means that there is none. The files are
// numbered as they are read; 0 is the one that was asked for.
struct place {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t file = 0;
};

struct problem {
    place where;
    std::string message;  // "unknown key 'colums' in sources.climate.decode.csv"
    std::string hint;     // behind the caret: "did you mean 'columns'?"; may be empty
};

// Gathers errors, so that all of them can be shown at once.
class problems {
public:
    void add(place where, std::string message, std::string hint = {});
    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }
    const std::vector<problem>& all() const { return all_; }

private:
    std::vector<problem> all_;
};

// --- What the user may write
// --------------------------------------------------------------------------------

// g++ 12 takes a scoped enumerator for one that shadows.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class kind : std::uint8_t {
    boolean,
    integer,
    number,
    text,
    duration,   // "500ms", "1.5s", "5min", "2h", "7d"
    size,       // "64KiB"; bytes
    choice,     // one of `choices`
    list,       // of `item`
    map,        // from any name to `item`
    group,      // a map with the keys `members`
    component,  // one entry of the catalogue `slot`: bare (`json`) or with its argument (`{csv: {...}}`)
    any         // whatever JSON can say: nested lists and maps of texts, numbers, true, false and null
};
#pragma GCC diagnostic pop

enum class slot : std::uint8_t { none, framer, decoder, stage, format, device, checksum, encoder };

struct option;

// The form of a value. Shapes are constants that refer to each other; they live for ever.
struct shape {
    kind is = kind::text;
    std::string_view unit = {};  // of a number: "Bd", "°C"
    // A number's range; a duration's, in seconds; a size's, in bytes; the length of a text or list.
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    std::span<const std::string_view> choices = {};  // choice
    const shape* item = nullptr;                     // list, map
    std::span<const option> members = {};            // group
    slot from = slot::none;                          // component
    const shape* or_else = nullptr;                  // another form that is accepted too
    bool is_pattern = false;                         // of a text: a regular expression (drivers/pattern.hpp)
    bool is_expression = false;                      // of a text: one of drivers/expression.hpp
};

struct option {
    std::string_view name;
    shape form;
    std::string_view preset = {};  // the default, as one would write it; empty: there is none
    std::string_view help = {};    // one line
    bool required = false;
    std::string_view unless =
        {};  // with `required`: keys of which one may stand in its place; with blanks between
};

// --- What the user wrote
// ------------------------------------------------------------------------------------

// A value that was checked against its shape. A group holds every member that was written or has a default.
class setting {
public:
    struct member;
    using list = std::vector<setting>;
    using map = std::vector<member>;

    place where;
    // null: not written, or written as null. Size as an integer; choice as text; component as a map: first
    // the component's name with its argument, then the further keys beside it (config/ makes a
    // component_use).
    std::variant<std::monostate, bool, std::int64_t, double, std::string, weir::duration, list, map> data;

    bool present() const { return !std::holds_alternative<std::monostate>(data); }
    template <class T>
    bool is() const {
        return std::holds_alternative<T>(data);
    }

    // The value itself. The shape guarantees the type: asking for another one throws std::bad_variant_access.
    bool boolean() const { return std::get<bool>(data); }
    std::int64_t integer() const { return std::get<std::int64_t>(data); }
    double number() const;  // of an integer too
    const std::string& text() const { return std::get<std::string>(data); }
    weir::duration duration() const { return std::get<weir::duration>(data); }
    const list& items() const { return std::get<list>(data); }
    const map& members() const { return std::get<map>(data); }

    // A group's member; a null setting when it was neither written nor has a default.
    const setting& at(std::string_view name) const;
    const setting& operator[](std::string_view name) const { return at(name); }
};

struct setting::member {
    std::string name;
    place name_at;
    setting value;
};

}  // namespace weir
