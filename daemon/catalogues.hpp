#pragma once

#include "daemon/encode/format.hpp"
#include "daemon/process/stage.hpp"
#include "drivers/checksum.hpp"
#include "drivers/decoder.hpp"
#include "drivers/encoder.hpp"
#include "drivers/framer.hpp"
#include "drivers/simulate/device.hpp"

namespace weir {

// Everything that a configuration may name.
inline catalogues all_catalogues() {
    return {framers(), decoders(), stages(), formats(), simulated_devices(), checksums(), encoders()};
}

}  // namespace weir
