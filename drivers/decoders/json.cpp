#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <string>
#include <vector>

#include "drivers/decoder.hpp"
#include "drivers/text.hpp"

// JSON (RFC 8259), flattened: {"a": {"b": 1}} is the field `a.b`, {"a": [1]} is `a.0`.
namespace weir {

extern const decoder_kind json_decoder;

namespace {

constexpr std::size_t max_depth = 16;
constexpr std::size_t max_fields = 256;
constexpr std::size_t max_name = 256;  // bytes

// Makes fields of what the parser finds, without a tree between. Of two values with one name the last stays.
class flattener {
public:
    // As the parser wants them; the bounds are ours.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;

    void start(sample& out) {
        out_ = &out;
        open_.clear();
        name_.clear();
        reason_ = reject::none;
    }

    reject reason() const { return reason_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
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

    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, string_view, error_code& error) { return add(number, error); }
    bool on_uint64(std::uint64_t number, string_view, error_code& error) {
        return add(static_cast<double>(number), error);
    }
    // Boost 1.81 may be off by a unit in the last place, so the text is read anew.
    bool on_double(double, string_view text, error_code& error) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        return read.ec == std::errc() ? add(number, error) : fail(reject::bad_number, error);
    }
    bool on_bool(bool truth, error_code& error) { return add(truth, error); }
    bool on_null(error_code& error) { return add(std::monostate(), error); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

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
        value& slot = out_->slot(open_.empty() ? std::string_view("value") : name_);
        if constexpr (std::is_same_v<T, std::string>) {
            assign(slot, data);
        } else {
            slot = data;
        }
        return out_->fields.size() <= max_fields || fail(reject::too_complex, error);
    }

    // The name of a member is its key; that of an element its index.
    bool name_element(error_code& error) {
        if (open_.empty() || !open_.back().is_array) return true;
        begin_name();
        name_.append(std::to_string(open_.back().next++));
        return name_.size() <= max_name || fail(reject::too_complex, error);
    }

    void begin_name() {
        name_.resize(open_.back().name_size);
        if (!name_.empty()) name_.push_back('.');
    }

    bool fail(reject reason, error_code& error) {
        reason_ = reason;
        error = make_error_code(boost::json::error::syntax);
        return false;
    }

    sample* out_ = nullptr;
    std::vector<container> open_;
    std::string name_;
    std::string text_;
    reject reason_ = reject::none;
};

boost::json::parse_options parse_options() {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    return options;
}

class json final : public decoder {
public:
    result decode(const frame& in, sample& out) override {
        parser_.reset();
        parser_.handler().start(out);
        boost::json::error_code error;
        const std::size_t used = parser_.write_some(false, in.bytes.data(), in.bytes.size(), error);
        if (error || used < in.bytes.size()) return {bad, reason_of(in.bytes, error)};
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }

private:
    // The parser takes nothing that is not UTF-8, but does not say that this was it.
    reject reason_of(std::string_view refused, boost::json::error_code error) const {
        if (!is_utf8(refused)) return reject::not_utf8;
        if (parser_.handler().reason() != reject::none) return parser_.handler().reason();
        if (error == boost::json::error::too_deep) return reject::too_complex;
        if (error == boost::json::error::exponent_overflow) return reject::bad_number;
        return reject::bad_syntax;
    }

    boost::json::basic_parser<flattener> parser_{parse_options()};
};

std::unique_ptr<decoder> make(const component_use&, problems&) {
    return std::make_unique<json>();
}

}  // namespace

constinit const decoder_kind json_decoder{{.name = "json",
                                           .help = "a JSON object; nested ones are flattened: a.b, a.0",
                                           .argument = {.is = kind::group}},
                                          make};

}  // namespace weir
