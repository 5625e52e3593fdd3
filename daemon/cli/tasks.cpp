#include "daemon/cli/tasks.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "daemon/cli/cli.hpp"
#include "daemon/control/client.hpp"
#include "daemon/task_json.hpp"

namespace weir {

int show_tasks(const std::string& path, bool json, std::ostream& out, std::ostream& errors) {
    try {
        const boost::json::value request = boost::json::object{{"do", "tasks"}};
        const boost::json::value answer =
            control_request(path.empty() ? default_control_path() : path, request);
        if (json) {
            out << boost::json::serialize(answer) << '\n';
        } else {
            out << tasks_to_text(answer.at("tasks"));
        }
        return 0;
    } catch (const std::exception& error) {
        errors << "weir: " << error.what() << '\n';
        return exit_failure;
    }
}

}  // namespace weir
