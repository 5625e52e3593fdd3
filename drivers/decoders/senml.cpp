#include <string>

#include "drivers/decoder.hpp"
#include "drivers/json_parser.hpp"
#include "drivers/senml/pack.hpp"

// Sensor Measurement Lists (RFC 8428) in JSON: a pack is an array of records, and one sample.
namespace weir {

extern const decoder_kind senml_decoder;

namespace {

constexpr std::size_t max_label = 256;  // bytes

class pack_reader : public json_handler {
public:
    void start(sample& out) {
        pack_.begin(out);
        depth_ = 0;
    }

    bool on_array_begin(error_code& error) {
        const bool in_place = depth_ == in_document || is_ignored();
        ++depth_;
        return in_place || fail(reject::bad_syntax, error);
    }
    bool on_array_end(std::size_t, error_code&) {
        --depth_;
        return true;
    }

    bool on_object_begin(error_code& error) {
        const bool in_place = depth_ == in_pack || is_ignored();
        if (++depth_ == in_record) record_.clear();
        return in_place || fail(reject::bad_syntax, error);
    }
    bool on_object_end(std::size_t, error_code& error) {
        if (depth_-- != in_record) return true;
        const reject reason = pack_.add(record_);
        return reason == reject::none || fail(reason, error);
    }

    // `size` is that of the key or string so far, `part` included.
    bool on_key_part(string_view part, std::size_t size, error_code& error) {
        if (depth_ != in_record) return true;
        append(name_, part, size);
        return name_.size() <= max_label || fail(reject::too_complex, error);
    }
    // What a record says and we do not know is ignored, unless its label says that it must not be
    // (section 4.4).
    bool on_key(string_view part, std::size_t size, error_code& error) {
        if (!on_key_part(part, size, error)) return false;
        if (depth_ != in_record) return true;
        label_ = senml::label_of(name_);
        return label_ || !name_.ends_with('_') || fail(reject::bad_syntax, error);
    }
    bool on_string_part(string_view part, std::size_t size, error_code&) {
        append(text_, part, size);
        return true;
    }
    bool on_string(string_view part, std::size_t size, error_code& error) {
        append(text_, part, size);
        return set(text_, error);
    }

    bool on_int64(std::int64_t number, string_view, error_code& error) { return set(number, error); }
    bool on_uint64(std::uint64_t number, string_view, error_code& error) {
        return set(static_cast<double>(number), error);
    }
    bool on_double(double, string_view text, error_code& error) {
        const auto number = exact_number(text);
        return number ? set(*number, error) : fail(reject::bad_number, error);
    }
    bool on_bool(bool truth, error_code& error) { return set(truth, error); }
    bool on_null(error_code& error) { return is_ignored() || fail(reject::bad_syntax, error); }

private:
    enum : int { in_document, in_pack, in_record };

    // Whether this is, or is within, the value of a label that we do not know.
    bool is_ignored() const { return depth_ >= in_record && !label_; }

    template <class T>
    bool set(const T& data, error_code& error) {
        if (is_ignored()) return true;
        const bool taken = depth_ == in_record && record_.set(*label_, data);
        return taken || fail(reject::bad_syntax, error);
    }

    static void append(std::string& to, string_view part, std::size_t size) {
        if (size == part.size()) to.clear();
        to.append(part.data(), part.size());
    }

    senml::pack pack_;
    senml::record record_;
    int depth_ = in_document;  // containers that are open
    std::optional<senml::label> label_;
    std::string name_;  // of label_
    std::string text_;
};

std::unique_ptr<decoder> make(const component_use&, problems&) {
    return std::make_unique<json_decoder_of<pack_reader>>();
}

}  // namespace

constinit const decoder_kind senml_decoder{
    {.name = "senml",
     .help = "a pack of SenML records in JSON (RFC 8428), one sample a pack; fields have the records' names",
     .argument = {.is = kind::group}},
    make};

}  // namespace weir
