#include <algorithm>
#include <string>
#include <vector>

#include "drivers/decoder.hpp"
#include "drivers/json_parser.hpp"
#include "drivers/text.hpp"

// JSON (RFC 8259), flattened: {"a": {"b": 1}} is the field `a.b`, {"a": [1]} is `a.0`.
namespace weir {

extern const decoder_kind json_decoder;

namespace {

constexpr std::size_t max_fields = 256;
constexpr std::size_t max_name = 256;  // bytes

// What is wanted of a document, when that is not all.
struct pick {
    std::string name;  // of the field
    std::string path;  // as the flattening names the value
};

// Makes fields of what the parser finds, without a tree between. Of two values with one name the last stays.
class flattener : public json_handler {
public:
    explicit flattener(std::vector<pick> picks) : picks_(std::move(picks)) {}

    void start(sample& out) {
        out_ = &out;
        open_.clear();
        name_.clear();
    }

    bool on_object_begin(error_code& error) { return begin(false, error); }
    bool on_object_end(std::size_t, error_code&) { return end(); }
    bool on_array_begin(error_code& error) { return begin(true, error); }
    bool on_array_end(std::size_t, error_code&) { return end(); }

    // `size` is that of the key or string so far, `part` included.
    bool on_key_part(string_view part, std::size_t size, error_code& error) {
        if (size == part.size()) begin_name();
        name_.append(part.data(), part.size());
        return name_.size() <= max_name || fail(reject::too_complex, error);
    }
    bool on_key(string_view part, std::size_t size, error_code& error) {
        if (!on_key_part(part, size, error)) return false;
        if (size == 0) return fail(reject::bad_syntax, error);
        return is_text(name_) || fail(reject::not_utf8, error);
    }
    bool on_string_part(string_view part, std::size_t size, error_code&) {
        if (size == part.size()) text_.clear();
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_string(string_view part, std::size_t size, error_code& error) {
        return on_string_part(part, size, error) && add(text_, error);
    }

    bool on_int64(std::int64_t number, string_view, error_code& error) { return add(number, error); }
    bool on_uint64(std::uint64_t number, string_view, error_code& error) {
        return add(static_cast<double>(number), error);
    }
    bool on_double(double, string_view text, error_code& error) {
        const auto number = exact_number(text);
        return number ? add(*number, error) : fail(reject::bad_number, error);
    }
    bool on_bool(bool truth, error_code& error) { return add(truth, error); }
    bool on_null(error_code& error) { return add(std::monostate(), error); }

private:
    struct container {
        std::size_t name_size;  // of its own name; 0 for the outermost
        bool is_array;
        std::size_t next = 0;  // index of an array's next element
    };

    bool begin(bool is_array, error_code& error) {
        if (!name_element(error)) return false;
        open_.push_back({name_.size(), is_array});
        return true;
    }

    bool end() {
        open_.pop_back();
        return true;
    }

    template <class T>
    bool add(const T& data, error_code& error) {
        if (!name_element(error)) return false;
        const std::string_view path = open_.empty() ? std::string_view("value") : name_;
        if (picks_.empty()) {
            put(out_->slot(path), data);
        } else {
            pick_out(path, data);
        }
        return out_->fields.size() <= max_fields || fail(reject::too_complex, error);
    }

    template <class T>
    void pick_out(std::string_view path, const T& data) {
        for (const pick& each : picks_) {
            if (each.path == path) put(out_->slot(each.name), data);
        }
    }

    // The name of a member is its key; that of an element its index.
    bool name_element(error_code& error) {
        if (open_.empty() || !open_.back().is_array) return true;
        begin_name();
        name_.append(std::to_string(open_.back().next++));
        return name_.size() <= max_name || fail(reject::too_complex, error);
    }

    static void put(value& to, const std::string& text) { assign(to, text); }
    template <class T>
    static void put(value& to, const T& data) {
        to = data;
    }

    void begin_name() {
        name_.resize(open_.back().name_size);
        if (!name_.empty()) name_.push_back('.');
    }

    const std::vector<pick> picks_;
    sample* out_ = nullptr;
    std::vector<container> open_;
    std::string name_;
    std::string text_;
};

bool is_index(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), is_digit);
    return digits && !text.empty() && (text == "0" || text.front() != '0');
}

// `list[0].v` as the flattening names it, `list.0.v`; nothing when it is no path.
std::optional<std::string> flat_path(std::string_view path) {
    std::string flat;
    for (std::size_t open = path.find('['); open != path.npos; open = path.find('[')) {
        const std::size_t close = std::min(path.find(']', open), path.size());
        const std::string_view index = path.substr(open + 1, close - open - 1);
        if (close == path.size() || !is_index(index)) return std::nullopt;
        flat.append(path.substr(0, open));
        flat.append(flat.empty() ? "" : ".").append(index);
        path.remove_prefix(close + 1);
        if (!path.empty() && path.front() != '.' && path.front() != '[') return std::nullopt;
    }
    flat.append(path);
    const bool gap =
        flat.empty() || flat.front() == '.' || flat.back() == '.' || flat.find("..") != flat.npos;
    return gap ? std::nullopt : std::optional(flat);
}

constexpr shape path_form{.is = kind::text, .min = 1, .max = max_name};

constexpr option members[] = {
    {.name = "fields",
     .form = {.is = kind::map, .min = 1, .max = max_fields, .item = &path_form},
     .help = "the only fields to make, from a field's name to the path of its value, `main.temp` or "
             "`list[0].v`; without it every value becomes one"},
};

void check(const component_use& use, problems& found) {
    const setting& fields = use.argument["fields"];
    if (!fields.present()) return;
    for (const setting::member& each : fields.members()) {
        if (!is_field_name(each.name))
            found.add(each.name_at, "bad field name '" + each.name + "'",
                      "letters, digits, '_', '-' and '.'");
        if (!flat_path(each.value.text()))
            found.add(each.value.where, "not a path", "keys and indexes, as in main.temp or list[0].v");
    }
}

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    std::vector<pick> picks;
    if (const setting& fields = use.argument["fields"]; fields.present()) {
        for (const setting::member& each : fields.members())
            picks.push_back({each.name, flat_path(each.value.text()).value()});
    }
    return std::make_unique<json_decoder_of<flattener>>(std::move(picks));
}

}  // namespace

constinit const decoder_kind json_decoder{{.name = "json",
                                           .help = "a JSON object; nested ones are flattened: a.b, a.0",
                                           .argument = {.is = kind::group, .members = members},
                                           .check = check},
                                          make};

}  // namespace weir
